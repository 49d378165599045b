import type { Rate } from './beta.ts';
import type { Standing } from './consequence.ts';
import type { Quality } from './quality.ts';

/** A quality in sentences for the reviewer whose it is: what counted, what it comes to, what was only looked at. */
export interface QualityInWords {
  readonly summary: string;
  readonly counted: readonly string[];
  readonly shown: readonly string[];
}

export function inWords(quality: Quality, standing: Standing): QualityInWords {
  const { figure, counted, shown } = quality;
  return {
    summary: summaryOf(figure, standing),
    counted: [
      told(
        counted.caught,
        (of, times) => `Of ${of} planted items that should not be kept, ${times} were not.`,
        'No planted item that should go was answered.',
      ),
      told(
        counted.kept,
        (of, times) => `Of ${of} planted items that were sound, ${times} were kept.`,
        'No planted item that was sound was answered.',
      ),
    ],
    shown: [
      ...said(
        shown.agreedWhenWrong,
        (of, times) => `Where advice on a planted item was wrong (${of}), it was followed ${often(times)}.`,
      ),
      ...said(
        shown.agreedWhenRight,
        (of, times) => `Where it was right (${of}), it was followed ${often(times)}.`,
      ),
      ...said(
        shown.agreedBlind,
        (of, times) =>
          `Before seeing the advice (${of} items), the answer was the same as the advice ${often(times)}.`,
      ),
      ...said(
        shown.agreedSeeing,
        (of, times) => `With the advice in sight (${of} items), the answer was the same ${often(times)}.`,
      ),
      ...said(
        shown.switched,
        (of, times) =>
          `Of ${of} answers that differed from the advice, ${times} changed to it once it was shown.`,
      ),
      ...shown.byTier.flatMap(({ tier, answered, dwellMs, opened }) =>
        dwellMs === null
          ? []
          : [
              `${sentence(tier === 'unknown' ? 'unknown risk' : `${tier} risk`)}: ${answered} items, half of them in less than ${seconds(dwellMs)}; evidence opened on ${opened.times}.`,
            ],
      ),
      ...(shown.notSeen.times === 0
        ? []
        : said(
            shown.notSeen,
            (of, times) =>
              `Answered outside the console: ${times} of ${of}; how long and with what in sight is not known of these, and does not count.`,
          )),
      ...said(shown.left, (of, times) => `Left to somebody better placed: ${times} of ${of}.`),
      ...said(shown.inBulk, (of, times) => `Answered in bulk: ${times} of ${of}.`),
      ...said(shown.reversed, (of, times) => `Reversed after it was signed: ${times} of ${of}.`),
    ],
  };
}

function summaryOf(figure: Quality['figure'], standing: Standing): string {
  if (figure === null) return 'Too few planted items were answered to say anything. That is no reproach.';
  const is = `${percent(figure.value)} of planted items were told right (between ${percent(figure.low)} and ${percent(figure.high)}, nine times in ten); not looking gets 50 %.`;
  if (standing === 'low')
    return `${is} This is surely below what policy asks for, so items are looked at again.`;
  return standing === 'sound'
    ? `${is} This is what policy asks for.`
    : `${is} With so few, it cannot be told whether this is what policy asks for. That is no reproach.`;
}

const said = (rate: Rate, words: (of: string, times: string) => string): readonly string[] =>
  rate.of === 0 ? [] : [words(String(rate.of), String(rate.times))];
const told = (rate: Rate, words: (of: string, times: string) => string, otherwise: string): string =>
  said(rate, words)[0] ?? otherwise;
const often = (times: string): string =>
  times === '1' ? 'once' : times === '0' ? 'never' : `${times} times`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number): string =>
  ms < 1000
    ? 'a second'
    : ms < 120_000
      ? `${Math.round(ms / 1000)} seconds`
      : `${Math.round(ms / 60_000)} minutes`;
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
