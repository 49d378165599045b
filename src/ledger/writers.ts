/**
 * Which process may write which entry types: the verifier's own copy of model/entry.ts, which it may not import. A test
 * holds the two equal.
 */
export const writersOf: Readonly<Record<string, string>> = {
  'ledger.bootstrap': 'server',
  'signer.enrolled': 'server',
  'signer.replaced': 'server',
  'signer.revoked': 'server',
  'policy.activated': 'server',
  'source.added': 'server',
  'source.removed': 'server',
  'source.paused': 'server',
  'source.resumed': 'server',
  'source.read': 'server',
  'findings.evaluated': 'server',
  'proposal.filed': 'server',
  'proposal.withdrawn': 'server',
  'verdict.given': 'server',
  'decision.signed': 'server',
  'mandate.signed': 'server',
  'restore.signed': 'server',
  'plan.created': 'server',
  'plan.voided': 'server',
  'blob.erased': 'server',
  'token.issued': 'server',
  'token.revoked': 'server',
  'signin.provider.set': 'server',
  'signin.provider.removed': 'server',
  'signin.subject.linked': 'server',
  'enforcer.started': 'enforcer',
  'target.credential.given': 'enforcer',
  'execution.started': 'enforcer',
  'execution.refused': 'enforcer',
  'execution.step.intended': 'enforcer',
  'execution.step.applied': 'enforcer',
  'execution.step.failed': 'enforcer',
  'execution.step.undone': 'enforcer',
  'execution.finished': 'enforcer',
  'sequencer.started': 'sequencer',
  'checkpoint.key.rotated': 'sequencer',
};

/**
 * What a ledger may hold before its bootstrap entry: reading, and the processes telling of themselves. Everything that
 * needs a person or a policy comes after.
 */
export const beforeBootstrap: readonly string[] = [
  'ledger.bootstrap',
  'source.added',
  'source.removed',
  'source.paused',
  'source.resumed',
  'source.read',
  'findings.evaluated',
  'enforcer.started',
  'target.credential.given',
  'sequencer.started',
  'checkpoint.key.rotated',
];
