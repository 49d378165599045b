import type { ActivityFormat } from './format.ts';
import { azure } from './formats/azure/index.ts';
import { cloudtrail } from './formats/cloudtrail/index.ts';
import { entra } from './formats/entra/index.ts';
import { gcp } from './formats/gcp/index.ts';
import { github } from './formats/github/index.ts';
import { kubernetes } from './formats/kubernetes/index.ts';
import { mcp } from './formats/mcp/index.ts';
import { ocsf } from './formats/ocsf/index.ts';
import { okta } from './formats/okta/index.ts';
import { postgres } from './formats/postgres/index.ts';
import { vault } from './formats/vault/index.ts';

/** Every log type that is read. The first that takes an event for its own maps it: the more particular come first. */
export const formats: readonly ActivityFormat[] = [
  ocsf,
  cloudtrail,
  kubernetes,
  gcp,
  okta,
  entra,
  azure,
  vault,
  postgres,
  github,
  mcp,
];

/** The log type of an event by its shape, or undefined. */
export const formatOf = (event: Readonly<Record<string, unknown>>): ActivityFormat | undefined =>
  formats.find((format) => format.is(event));
