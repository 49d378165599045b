import { Fault } from '../../../model/failure.ts';

/**
 * What PostgreSQL threw while a change was made, as a Fault. The transaction was rolled back, except when the connection
 * was lost during commit: then nobody knows yet, and the enforcer reads the target again before it says anything.
 */
export function refusedByTarget(error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const { code, detail } = fieldsOf(error);
  if (code === undefined) return lost(error);
  if (code === '2BP01')
    return new Fault('target_failed', `Something else depends on it: ${detail ?? error.message}.`, {
      next: 'Propose the dependent changes first; nothing is ever removed by CASCADE.',
      cause: error,
    });
  if (code === '55P03' || code === '57014')
    return new Fault('timed_out', 'The target was busy with the same thing for longer than we wait.', {
      next: 'Try again; nothing was changed.',
      cause: error,
    });
  if (code === '42501')
    return new Fault('target_failed', `The write credential may not do this: ${error.message}.`, {
      next: 'Give it exactly the rights listed in docs/connectors/postgres-write.md; nothing was changed.',
      cause: error,
    });
  if (/^(08|57P)/.test(code)) return lost(error);
  return new Fault('target_failed', `The target refused (SQLSTATE ${code}): ${error.message}.`, {
    next: 'Nothing was changed; read the source again and propose anew.',
    cause: error,
  });
}

const lost = (cause: Error): Fault =>
  new Fault('source_unreachable', 'The connection to the target was lost during a change.', {
    next: 'The enforcer reads the target again and finishes or undoes by what it finds.',
    cause,
  });

function fieldsOf(error: Error): { readonly code?: string; readonly detail?: string } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : undefined;
  const sqlstate = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  return {
    ...(sqlstate === undefined ? {} : { code: sqlstate }),
    ...(detail === undefined ? {} : { detail: detail.replaceAll(/\s+/g, ' ').slice(0, 400) }),
  };
}
