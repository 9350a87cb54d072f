/** As people say it: the register's 柳茹村委会 is 柳茹村. */
export function spokenName(name: string): string {
  return name.replace(/村(民)?委(员)?会/, "村").replace(/(社区)?居(民)?委(员)?会/, "社区");
}
