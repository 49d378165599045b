import { hash } from 'node:crypto';
import { isFindingId, must, type EstateRef, type FindingId } from '../model/index.ts';

/**
 * `fnd_` and 32 hex characters of SHA-256 over what the finding is about: rule, entity, source, key and the aspect that
 * tells several findings on one subject apart. Nothing that a re-read can change goes in, so the id survives re-reads,
 * closing and reopening.
 */
export function findingIdOf(ruleId: string, subject: EstateRef, aspect: string): FindingId {
  const parts = [ruleId, subject.entity, subject.source, subject.key, aspect];
  // Length-prefixed, so that no two lists of parts give the same text.
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return must(isFindingId, `fnd_${hash('sha256', text, 'hex').slice(0, 32)}`);
}
