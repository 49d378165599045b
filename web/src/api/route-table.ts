// Written from the route values by `npx vitest run -u --project unit src/api/reference`; do not edit.

/** Method and path of every route. `:name` parts come from the input; the rest is the query of GET and DELETE, the body of POST. */
export const routeTable = {
  'health.show': ['GET', '/v1/health'],
  'status.show': ['GET', '/v1/status'],
  'sources.list': ['GET', '/v1/sources'],
  'sources.add': ['POST', '/v1/sources'],
  'sources.read': ['POST', '/v1/sources/:id/read'],
  'sources.resume': ['POST', '/v1/sources/:id/resume'],
  'sources.remove': ['DELETE', '/v1/sources/:id'],
  'findings.list': ['GET', '/v1/findings'],
  'findings.show': ['GET', '/v1/findings/:id'],
  'access.who-can': ['GET', '/v1/who-can'],
  'access.what-can': ['GET', '/v1/what-can'],
  'proposals.list': ['GET', '/v1/proposals'],
  'proposals.show': ['GET', '/v1/proposals/:id'],
  'proposals.from-finding': ['POST', '/v1/findings/:finding/propose'],
  'requests.prepare': ['POST', '/v1/requests/statement'],
  'requests.file': ['POST', '/v1/requests'],
  'decisions.prepare': ['POST', '/v1/proposals/:proposal/statement'],
  'decisions.sign': ['POST', '/v1/decisions'],
  'decisions.prepare-batch': ['POST', '/v1/decisions/statement'],
  'decisions.sign-batch': ['POST', '/v1/decisions/batch'],
  'executions.start': ['POST', '/v1/plans/:plan/execute'],
  'restores.prepare': ['POST', '/v1/executions/:execution/restore-statement'],
  'restores.sign': ['POST', '/v1/restores'],
  'signers.list': ['GET', '/v1/signers'],
  'people.subject': ['POST', '/v1/people/:source/:key/subject'],
  'bootstrap.prepare': ['POST', '/v1/bootstrap/statement'],
  'bootstrap.sign': ['POST', '/v1/bootstrap'],
  'signers.prepare': ['POST', '/v1/signers/statement'],
  'signers.sign': ['POST', '/v1/signers'],
  'ledger.entries': ['GET', '/v1/ledger/entries'],
  'ledger.proof': ['GET', '/v1/ledger/entries/:entry/proof'],
} as const;

export type { Problem, Progress, RouteInput, RouteName, RouteOutput } from '../../../src/api/contract.ts';
