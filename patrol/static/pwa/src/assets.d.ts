// A file that the build gives an address of its own.
declare module "*.svg" {
  const url: string;
  export default url;
}
declare module "*.css";
