import { refuse, type Digest, type Result } from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import type { RuleTexts } from './law/rule-texts.ts';

/** A file of rules as it counts now, with the digest of its text. */
export interface RuleFile<Book> {
  readonly digest: Digest;
  readonly book: Result<Book>;
}

/** Reads the rules of one file that are in effect; read anew only where the text is another one. */
export function ruleFile<Book>(
  name: string,
  texts: Pick<RuleTexts, 'inEffect'>,
  read: (name: string, text: string) => Result<Book>,
): () => Promise<RuleFile<Book>> {
  let known: RuleFile<Book> | undefined;
  return async () => {
    const rules = await texts.inEffect();
    if (!rules.ok) return { digest: digestOf(''), book: rules };
    const text = rules.value.files[name];
    const digest = digestOf(text ?? '');
    if (known?.digest !== digest)
      known = {
        digest,
        book:
          text === undefined
            ? refuse(
                'not_found',
                `There is no \`${name}\`.`,
                'Propose it with the policies: `countersign policy propose --folder FOLDER`.',
              )
            : read(name, text),
      };
    return known;
  };
}
