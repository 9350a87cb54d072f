// Line icons on a 24 grid, in the colour of the text beside them. They repeat a word and are never read out.
import type { ComponentChildren } from "preact";

const DRAWN = {
  back: () => <path d="M15 4l-8 8 8 8" />,
  next: () => <path d="M9 5l7 7-7 7" />,
  down: () => <path d="M5 9l7 7 7-7" />,
  close: () => <path d="M6 6l12 12M18 6L6 18" />,
  more: () => <path d="M5 12h.1M12 12h.1M19 12h.1" />,
  search: () => <><circle cx="11" cy="11" r="6.5" /><path d="M16 16l5 5" /></>,
  tick: () => <path d="M5 12.5l4.5 4.5L19 7" />,
  clock: () => <><circle cx="12" cy="12" r="9" /><path d="M12 7v5l3.5 2" /></>,
  alarm: () => <path d="M12 5v9M12 18.5v.1" />,
  pause: () => <path d="M8 5v14M16 5v14" />,
  triangle: () => <><path d="M12 4L2.5 20h19z" /><path d="M12 10v5M12 17.5v.1" /></>,
  climb: () => <path d="M5.5 12.5L12 6l6.5 6.5M5.5 19L12 12.5 18.5 19" />,
  camera: () => <>
    <path d="M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z" />
    <circle cx="12" cy="13" r="3.6" />
  </>,
  hand: () => <path d="M7 12V6.5a1.5 1.5 0 0 1 3 0V4.5a1.5 1.5 0 0 1 3 0v2a1.5 1.5 0 0 1 3 0V9a1.5 1.5 0 0 1 3 0v5c0 4-2.5 7-6.5 7-3 0-4.5-1.5-6-4l-2.5-4c-.8-1.5 1-2.7 2-1.5z" />,
  up: () => <path d="M12 19V6M6 11.5L12 5.5l6 6" />,
  out: () => <path d="M12 4v11M7 10.5l5 5 5-5M4 20h16" />,
  retry: () => <path d="M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 3.5v5h-5" />,
  phone: () => <><rect x="6.5" y="2.5" width="11" height="19" rx="2.5" /><path d="M11 18.5h2" /></>,
  no_network: () => <path d="M3 3l18 18M2.5 9A15 15 0 0 1 8 6.2M12 5.5a15 15 0 0 1 9.5 3.5M6 13a9 9 0 0 1 4-2.2M15.5 11.5A9 9 0 0 1 18 13M10 16.5a3.5 3.5 0 0 1 4 0M12 20v.1" />,
  map: () => <><path d="M9 4L3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5z" /><path d="M9 4v13.5M15 6.5V20" /></>,
  list: () => <path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01" />,
  bell: () => <><path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7z" /><path d="M10 20h4" /></>,
  person: () => <><circle cx="12" cy="8" r="4" /><path d="M4 20c1-5 4-6 8-6s7 1 8 6" /></>,
  nobody: () => <><circle cx="12" cy="8" r="4" stroke-dasharray="3 3" /><path d="M4 20c1-5 4-6 8-6s7 1 8 6" stroke-dasharray="3 3" /></>,
  people: () => <>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2.5 20c.5-4.5 3-6 6.5-6s6 1.5 6.5 6M15.5 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.5.8 3.5 2.5 3.7 5.5" />
  </>,
  house: () => <path d="M3 11l9-7 9 7M6 9.5V20h12V9.5" />,
  day: () => <><rect x="3.5" y="5" width="17" height="15.5" rx="2" /><path d="M3.5 10h17M8 2.5V6M16 2.5V6M8 15l2.5 2.5L16 13" /></>,
  hide: () => <path d="M3 3l18 18M10 5.3A10.5 10.5 0 0 1 12 5c5 0 8.5 4 9.5 7a12 12 0 0 1-2.6 4M6.5 6.8A12.5 12.5 0 0 0 2.5 12c1 3 4.5 7 9.5 7a10 10 0 0 0 4.5-1M9.9 10a3 3 0 0 0 4.2 4.2" />,
  voice: () => <><rect x="9" y="3" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" /></>,
  pen: () => <path d="M4 20l1-4L16 5l3 3L8 19z" />,
  shield: () => <path d="M12 3l8 3v6c0 5-4 8-8 9.5C8 20 4 17 4 12V6z" />,
  digger: () => <path d="M3 20h18M5 20l3-7h4l2 7M10 13l4-8 5 3-2 4" />,
  navigate: () => <path d="M21 3L3 10.5l7.5 3L13.5 21z" />,
  place: () => <><path d="M12 21c-5-6-7-9-7-12a7 7 0 0 1 14 0c0 3-2 6-7 12z" /><circle cx="12" cy="9" r="2.5" /></>,
  return: () => <path d="M9 14l-5-5 5-5M4 9h10a6 6 0 0 1 0 12h-3" />,
  comment: () => <path d="M4 5h16v11H11l-4 4v-4H4z" />,
  picture: () => <><rect x="3" y="5" width="18" height="14" rx="2" /><path d="M3 16l5-5 4 4 3-3 6 5M15.5 9.5h.1" /></>,
  call: () => <path d="M6 3h4l1.500 5-2.500 2a12 12 0 0 0 5 5l2-2.500 5 1.500v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z" />,
  card: () => <><rect x="3" y="5" width="18" height="14" rx="2" /><path d="M7 10h5M7 14h10" /></>,
  settings: () => <>
    <circle cx="12" cy="12" r="3" />
    <path d="M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4M5.3 5.3l2.8 2.8M15.9 15.9l2.8 2.8M5.3 18.7l2.8-2.8M15.9 8.1l2.8-2.8" />
  </>,
} satisfies Record<string, () => ComponentChildren>;

export type IconName = keyof typeof DRAWN;

export function Icon({ name, class: extra }: { name: IconName; class?: string }) {
  return <svg class={extra ? `icon ${extra}` : "icon"} viewBox="0 0 24 24" aria-hidden="true">{DRAWN[name]()}</svg>;
}
