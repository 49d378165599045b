import { aiLadder, type AiAction } from './words.ts';

type Tell = (field: string, reason: string, remedy: string) => void;

const authority = new Set([
  'approve',
  'sign',
  'decide',
  'execute',
  'execute_reversible',
  'reverse',
  'act',
  'full',
]);
const levels = ['none', ...aiLadder].join(', ');

/** A level means itself and all before it; a list means exactly these, and is the only way to write `request`. */
export function checkAi(given: string | readonly string[], tell: Tell): readonly AiAction[] {
  const words = typeof given === 'string' ? [given] : given;
  for (const word of words)
    if (authority.has(word)) {
      tell(
        'ai',
        `an AI can never ${word === 'sign' || word === 'decide' ? word : 'approve, sign or execute'} (\`${word}\`)`,
        'Let it `prepare` the change at most, and let people sign it.',
      );
      return [];
    }
  if (typeof given === 'string') return levelOf(given, tell);
  if (given.length === 0 || given.includes('none')) {
    tell('ai', 'a list says exactly what is allowed, and `none` is not an action', 'Write `ai: none`.');
    return [];
  }
  if (new Set(given).size !== given.length) tell('ai', 'a word stands twice', 'Write it once.');
  const known: readonly AiAction[] = [...aiLadder, 'request'];
  return given.flatMap((word) => {
    const found = known.find((one) => one === word);
    if (found === undefined) tell('ai', `\`${word}\` is not known here`, `Use one of ${known.join(', ')}.`);
    return found ?? [];
  });
}

function levelOf(level: string, tell: Tell): readonly AiAction[] {
  if (level === 'none') return [];
  if (level === 'request') {
    tell('ai', '`request` is not a level', 'Write it out in a list: `[see, request]`.');
    return [];
  }
  const rung = aiLadder.findIndex((known) => known === level);
  if (rung < 0) tell('ai', `\`${level}\` is not a level`, `Use one of ${levels}.`);
  return aiLadder.slice(0, rung + 1);
}
