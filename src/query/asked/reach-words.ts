import { is, nameAt, wholeWords, type Reading } from './reading.ts';
import type { Condition, Reach } from './question.ts';
import { act, actOf, resourcesIn, things } from './words/access-words.ts';
import { dataClasses, environments, meaningOf, systems } from './words/lexicon.ts';

const patterns = new Map<string, RegExp>();
/** Made once for each text: all of them stand in this file. */
function pattern(said: string): RegExp {
  const made = patterns.get(said) ?? wholeWords(said);
  patterns.set(said, made);
  return made;
}
const someone =
  '(?:people|staff|employees?|users?|contractors?|accounts?|identities|team members?|members?|managers?)';
const system = systems.map(({ said }) => said).join('|');
const systemOf = (said: string): string | undefined => meaningOf(systems, said);

/** Departments and sources that stand beside whom they are of. */
export function readDepartments(reading: Reading): void {
  const { sentence } = reading;
  const add = (at: number, condition: Condition): void => {
    reading.where.push({ at, condition });
  };
  for (const found of sentence.takeAll(
    pattern(
      '(?:in|of|from|within|for) (?:the )?(?:department (?:of )?{N}|{N} (?:department|dept|team|division|org))',
    ),
  ))
    add(found.index, is('department', nameAt(reading, found[1] ?? found[2])));
  for (const found of sentence.takeAll(
    pattern(
      '(?:outside(?: of)?|not in|not from|except|other than|excluding) (?:the )?{N}(?: (?:department|dept|team))?',
    ),
  ))
    add(found.index, {
      field: 'not',
      of: { field: 'department', op: 'is', value: nameAt(reading, found[1]) },
    });
  for (const found of sentence.takeAll(pattern(`{N}(?= ${someone}(?: |$))`))) {
    const name = reading.names[Number(found[1])];
    if (name === undefined) continue;
    add(found.index, is(name.is === 'source' ? 'source' : 'department', name.text));
  }
  for (const found of sentence.takeAll(pattern('(?:in|of|from|within) {N}'))) {
    const name = reading.names[Number(found[1])];
    if (name?.is === 'department' || name?.is === 'team') add(found.index, is('department', name.text));
    else if (name?.is === 'source') add(found.index, is('source', name.text));
    else if (name?.is === 'campaign') add(found.index, is('campaign.name', name.text));
    else sentence.write(found.index, found[0]);
  }
  for (const found of sentence.takeAll(pattern(`(${system})(?= ${someone}(?: |$))|from (${system})(?= |$)`)))
    add(found.index, is('source', systemOf((found[1] ?? found[2] ?? '').trim()) ?? ''));
  for (const found of sentence.takeAll(
    pattern(
      `(?:with |have |has |having |that )*(?:an? )?(${system}|§n\\d+§) (?:login|account|seat|licen[cs]e)s?`,
    ),
  )) {
    const said = found[1] ?? '';
    add(found.index, is('account.system', systemOf(said) ?? nameAt(reading, /\d+/.exec(said)?.[0])));
  }
  for (const found of sentence.takeAll(
    pattern(
      '(but not|without|not|no|lacking)? ?(?:(?:who|that|have|has|having|hold|holds|holding|with|do|does|granted|assigned) )*(?:the )?{N} (?:entitlement|role|permission|group|right|grant|policy)',
    ),
  )) {
    const condition = is('holds', nameAt(reading, found[2]));
    add(
      found.index,
      found[1] === undefined
        ? condition
        : { field: 'not', of: { field: 'holds', op: 'is', value: nameAt(reading, found[2]) } },
    );
  }
}

const lead =
  "(?:(?:who|that|which|can|could|may|might|able|allowed|permitted|has|have|having|had|with|still|both|to|also|holding|hold|holds|direct|currently|is|are|and|or|then|do|does|what|they|'re|but|not|no|any) )*";
const mighty = '(?:highly )?(?:privileged|admin|administrator|administrative|root|super-?user|elevated)';

/** What they can do to what: every act with the things that follow it. */
export function readReach(reading: Reading): void {
  const { sentence } = reading;
  const withAccess = pattern(
    `${lead}(?:(read|write|${mighty}|delete)(?:-only)? (?:or (?:privileged|admin) )?)?(?:access|rights?|permissions?|privileges?|entitlements?) (?:to|on|in|over|into|for) (${things})`,
  );
  for (const found of sentence.takeAll(withAccess))
    addReach(reading, found, levelOf(found[1]), found[2] ?? '');
  const acting = pattern(`(${lead})(${act})(?: (${things}))`);
  for (const found of sentence.takeAll(acting))
    addReach(reading, found, { action: actOf(found[2] ?? '') ?? 'any' }, found[3] ?? '');
  const before = pattern(`${lead}(${things}) (${mighty} )?(?:access|rights|permissions)`);
  for (const found of sentence.takeAll(before))
    addReach(reading, found, levelOf(found[2]?.trim()), found[1] ?? '');
}

function levelOf(said: string | undefined): Pick<Reach, 'action' | 'privileged'> {
  if (said === undefined) return {};
  if (said === 'read' || said === 'write' || said === 'delete') return { action: said };
  return /privileged|elevated/.test(said) ? { privileged: true } : { action: 'admin' };
}

function addReach(
  reading: Reading,
  found: RegExpExecArray,
  level: Pick<Reach, 'action' | 'privileged'>,
  said: string,
): void {
  const isDenied = /(?:but|can|could|do|does) not\b/.test(found[0]);
  const resources = resourcesIn(reading, said);
  if (resources.length === 0 && level.action === 'any') {
    // access to nothing that was said: whoever reads on may make more of it
    reading.sentence.write(found.index, found[0]);
    reading.sentence.strike(found.index, found[0].length);
    return;
  }
  const { action, ...rest } = level;
  for (const resource of resources.length === 0 ? [undefined] : resources) {
    const reach: Reach = {
      field: 'can',
      ...rest,
      ...(action === undefined || action === 'any' ? {} : { action }),
      ...(resource === undefined ? {} : { resource }),
    };
    reading.where.push({ at: found.index, condition: isDenied ? { field: 'not', of: reach } : reach });
  }
}

/** `privileged`, `admin`: of who holds it, or of a grant. */
export function readPrivilege(reading: Reading): void {
  for (const found of reading.sentence.takeAll(
    pattern('standing|permanent|without an? end(?: date)?|perpetual'),
  ))
    reading.where.push({ at: found.index, condition: is('standing', true) });
  const might = pattern(
    `(?:(?:with|having|have|has|hold|holding|holds) )*${mighty}(?: or ${mighty})*(?: (access|rights|privileges|permissions|entitlements))?`,
  );
  for (const found of reading.sentence.takeAll(might)) {
    const alone = reading.where.find(({ condition }) => condition.field === 'can');
    if (alone !== undefined && alone.condition.field === 'can' && found.index < alone.at) {
      Object.assign(alone, { condition: { ...alone.condition, privileged: true } });
      continue;
    }
    reading.where.push({ at: found.index, condition: { field: 'can', privileged: true } });
    if (found[1] !== undefined) reading.heads.push({ at: found.index + 0.5, noun: 'grant' });
  }
}

/** Where it is, said alone: `in production`. */
export function readWhere(reading: Reading): void {
  for (const { said, means } of dataClasses)
    for (const found of reading.sentence.takeAll(
      pattern(
        `(?:(?:that |which )?(?:holds?|holding|contains?|containing|stores?|storing|with|on|for|of) )?(?:the |our )?(?:${said})(?: resources?| systems?)?`,
      ),
    ))
      reading.where.push({ at: found.index, condition: is('data_class', means) });
  for (const { said, means } of environments)
    for (const found of reading.sentence.takeAll(
      pattern(
        `(?:(?:running |living |used )?(?:in|on|to|for|from) )?(?:the |our )?(?:${said})(?: environments?| systems?| resources?)?`,
      ),
    ))
      reading.where.push({ at: found.index, condition: is('environment', means) });
  for (const found of reading.sentence.takeAll(
    pattern(`(?:in|on|to|for|from|of) (?:the |our )?(${system})(?: environments?| accounts?)?`),
  ))
    reading.where.push({ at: found.index, condition: is('system', systemOf(found[1] ?? '') ?? '') });
}
