import { t } from '../../text/settings.ts';

const browsers = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Chrome without a window'],
  [/\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;
const systems = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** A browser in a word or two, from what it said of itself: a hint for its person, and no proof of anything. */
export function deviceOf(agent: string): string {
  const browser = browsers.find(([shape]) => shape.test(agent))?.[1];
  const system = systems.find(([shape]) => shape.test(agent))?.[1];
  const said = [browser, system].filter((part) => part !== undefined).join(', ');
  return said === '' ? (agent === '' ? t('unknownBrowser') : agent.slice(0, 60)) : said;
}

/** Where a session was begun, as the server saw it. */
export const placeOf = (address: string): string =>
  address === '' ? t('nowhere') : /^(::ffff:)?127\.|^::1$/.test(address) ? t('here') : t('from', { address });
