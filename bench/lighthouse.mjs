// node lighthouse.mjs URL CHROME [COOKIE] → one line of JSON: Lighthouse's mobile scores, times in ms, and what costs points.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [url, chromePath, cookie] = process.argv.slice(2);
const quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const chrome = await launch({ chromePath, chromeFlags: quiet });
try {
  const { lhr } = await lighthouse(url, {
    port: chrome.port, output: "json", logLevel: "error", onlyCategories: ["performance", "accessibility"],
    ...(cookie ? { extraHeaders: { Cookie: cookie } } : {}),
  });
  const at = (name) => Math.round(lhr.audits[name]?.numericValue ?? 0);
  const short = Object.values(lhr.categories).flatMap((one) => one.auditRefs).filter((ref) => ref.weight > 0)
    .filter((ref) => lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1).map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ""}`.trim());
  console.log(JSON.stringify({
    performance: Math.round(lhr.categories.performance.score * 100), accessibility: Math.round(lhr.categories.accessibility.score * 100),
    fcp: at("first-contentful-paint"), lcp: at("largest-contentful-paint"), tbt: at("total-blocking-time"), short, url: lhr.finalDisplayedUrl,
  }));
} finally {
  await chrome.kill();
}
