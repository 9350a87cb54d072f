// Marks on a map that would touch are drawn as one. In pixels of the screen, so it is asked anew with every zoom.
export interface Dot<T> { x: number; y: number; of: T }
export interface Cluster<T> { x: number; y: number; all: T[] }

/**
 * Each cluster stands where its first dot stands, so no two of them are nearer than a mark is large, and what is first
 * stays a mark of its own for as long as possible: give the most urgent first.
 */
export function clusters<T>(dots: Dot<T>[], width: number, height: number): Cluster<T>[] {
  const found: Cluster<T>[] = [];
  for (const { x, y, of } of dots) {
    const near = found.find((one) => Math.abs(one.x - x) < width && Math.abs(one.y - y) < height);
    if (near) near.all.push(of);
    else found.push({ x, y, all: [of] });
  }
  return found;
}
