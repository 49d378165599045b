import { digestOfValue } from './canonical.ts';
import { differs, isRecord } from './stated.ts';

/** A policy that would come into force, as far as the hashed text itself says. */
export interface PolicyToBegin {
  readonly id: string;
  readonly effect: string;
  readonly says: string | undefined;
  readonly need: string | undefined;
  /** Cedar’s JSON form: exactly what the digest is of. */
  readonly json: unknown;
}

/** What `bootstrap.policies` answers. */
interface ServedPolicies {
  readonly digest: string;
  readonly meaning: {
    readonly policies: Readonly<Record<string, unknown>>;
    readonly rules?: Readonly<Record<string, string>>;
  };
}

/**
 * The policies that a bootstrap puts in force, with their digest worked out here. What is shown comes from the very value that
 * was hashed. Throws `Problem` when the server says another digest than its policies have.
 */
export async function policiesToBegin(
  served: ServedPolicies,
): Promise<{ readonly digest: string; readonly policies: readonly PolicyToBegin[] }> {
  const digest = await digestOfValue('countersign/policy/set/v1', served.meaning);
  if (digest !== served.digest) throw differs();
  const policies = Object.entries(served.meaning.policies).map(([id, json]) => {
    const own = isRecord(json) ? json : {};
    const notes = isRecord(own['annotations']) ? own['annotations'] : {};
    return {
      id,
      effect: text(own['effect']) ?? '',
      says: text(notes['says']),
      need: text(notes['need']),
      json,
    };
  });
  const rules = Object.entries(served.meaning.rules ?? {}).map(([id, json]) => ({
    id,
    effect: 'rules',
    says: undefined,
    need: undefined,
    json,
  }));
  return { digest, policies: [...policies, ...rules] };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
