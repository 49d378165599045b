import { aws } from '../connectors/aws/index.ts';
import { csv } from '../connectors/csv/index.ts';
import { entra } from '../connectors/entra/index.ts';
import { github } from '../connectors/github/index.ts';
import type { Connector } from '../connectors/kit/connector.ts';
import { readSource } from '../connectors/kit/read-source.ts';
import { kubernetes } from '../connectors/kubernetes/index.ts';
import { ldap } from '../connectors/ldap/index.ts';
import { mcp } from '../connectors/mcp/index.ts';
import { okta } from '../connectors/okta/index.ts';
import { postgres } from '../connectors/postgres/index.ts';
import { secrets } from '../connectors/secrets/index.ts';
import { vault } from '../connectors/vault/index.ts';
import { Fault } from '../model/index.ts';
import type { AnyConnector } from './system.ts';

/** Hides a connector's configuration type behind its own check of the stored JSON. */
export function anyConnector<Config extends object>(connector: Connector<Config>): AnyConnector {
  const { id, title, capabilities } = connector;
  const configOf = (stored: unknown): Config => {
    const parsed = connector.config.safeParse(stored);
    if (parsed.success) return parsed.data;
    throw new Fault('input_invalid', `The stored configuration of this ${id} source cannot be read.`, {
      next: `Remove the source and add it again: \`countersign source add NAME ${id}=LOCATION\`.`,
    });
  };
  return {
    id,
    title,
    capabilities,
    locate: (location) => Object.fromEntries(Object.entries(connector.locate(location))),
    meanings: (right) => connector.meanings?.(right) ?? [],
    spellings: (question) => connector.spellings?.(question) ?? [],
    async propose(stored, signal) {
      return connector.propose?.({ config: configOf(stored), signal });
    },
    withMapping(stored, mapping) {
      const taken = connector.withMapping?.(configOf(stored), mapping);
      return taken === undefined ? undefined : Object.fromEntries(Object.entries(taken));
    },
    async parts(stored, signal) {
      return connector.parts?.({ config: configOf(stored), signal });
    },
    read: (stored, context, options) =>
      readSource<Config>(connector, { ...context, config: configOf(stored) }, options),
  };
}

/** Every kind of source that can be added. Adding one is a folder in connectors/ and a line here. */
export const connectorList: readonly AnyConnector[] = [
  anyConnector(aws),
  anyConnector(postgres),
  anyConnector(csv),
  anyConnector(kubernetes),
  anyConnector(secrets),
  anyConnector(github),
  anyConnector(ldap),
  anyConnector(entra),
  anyConnector(mcp),
  anyConnector(okta),
  anyConnector(vault),
];
