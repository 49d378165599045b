import { done, refuse } from '../../../model/index.ts';
import { classes } from '../../classes.ts';
import { ocsfEvent } from '../../event.ts';
import { isRecord, text } from '../../fields.ts';
import type { ActivityFormat } from '../../format.ts';
import { detectionFinding, signalOf } from '../../signal.ts';

/**
 * OCSF itself, as security lakes hold it: IAM and API activity are held to the schema and cut to what is used here. Other
 * classes are refused by name: they tell of networks and files, not of what an identity did. A detection finding is a signal.
 */
export const ocsf: ActivityFormat = {
  id: 'ocsf',
  title: 'OCSF',
  is: (event) => typeof event['class_uid'] === 'number' && isRecord(event['metadata']),
  signal: (event) => (event['class_uid'] === detectionFinding ? signalOf(event) : undefined),
  map: (event) => {
    const uid = event['class_uid'];
    if (!(typeof uid === 'number' && Object.hasOwn(classes, uid)))
      return refuse('input_wrong_kind', unreadClass(typeof uid === 'number' ? String(uid) : 'unknown'));
    const parsed = ocsfEvent.safeParse(withoutNulls(event, 0));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      // the place only: a value could be anything
      return refuse(
        'input_invalid',
        `An OCSF event is not what OCSF says: \`${issue?.path.join('.') ?? ''}\`.`,
      );
    }
    const value = parsed.data;
    if (
      value.type_uid !== value.class_uid * 100 + value.activity_id ||
      value.category_uid !== Math.floor(value.class_uid / 1000)
    )
      return refuse('input_invalid', 'An OCSF event whose class, category, activity and type do not agree.');
    const asked = asks[value.class_uid];
    if (value[asked] === undefined)
      return refuse('input_invalid', `An OCSF event of class ${value.class_uid} without \`${asked}\`.`);
    if (value.time === undefined) return refuse('input_invalid', 'An OCSF event without a time.');
    if (text(event, 'metadata', 'version') === undefined)
      return refuse('input_invalid', 'An OCSF event without a version.');
    return done(value);
  },
};

export const unreadClass = (uid: string): string =>
  `OCSF class ${uid} is not read; 3001 to 3006, 6003 and 2004 are.`;

/** What each class is about, and has to have. */
const asks = {
  3001: 'user',
  3002: 'user',
  3003: 'user',
  3004: 'entity',
  3005: 'user',
  3006: 'group',
  6003: 'api',
} as const;

/** Tables write what is absent as null, or as an empty text; deeper than events are nested nothing is looked at. */
function withoutNulls(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value === '' ? undefined : (value ?? undefined);
  if (depth > 12) return undefined;
  if (Array.isArray(value)) return value.slice(0, 1000).map((item) => withoutNulls(item, depth + 1));
  if (!isRecord(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === null || item === '' || key === '__proto__') continue;
    kept[key] = typeof item === 'object' ? withoutNulls(item, depth + 1) : item;
  }
  return kept;
}
