// A picture or a sheet that the build gives an address.
declare module "*.svg" {
  const url: string;
  export default url;
}
declare module "*.css";
// The words that only this file of screens needs, see words.mjs.
declare module "words:*" {
  const words: Record<string, string>;
  export default words;
}
// What both the camera's way and the lists need, see words.mjs.
declare module "shared:first";
