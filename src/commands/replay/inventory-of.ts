import { accountViews, rightsReader, type AccessEngine } from '../../estate/index.ts';
import { isSourceId, must, type Instant, type SourceId } from '../../model/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { InventoryBuilder, type Inventory } from '../../replay/index.ts';
import { awsScopes } from './aws-scopes.ts';
import { appOf } from './frame.ts';
import { addAccount, vendorOf, type Around } from './of-account.ts';
import { addAgents, type AgentAccount } from './of-agents.ts';
import { addCredentials } from './of-credential.ts';
import { addPipelines } from './of-pipelines.ts';
import { addTrust } from './of-trust.ts';
import { statedFacts } from './stated.ts';
import { Stores } from './stores.ts';

/** Something that replays could not look at, and of which source. */
export interface LeftOut {
  readonly source: SourceId;
  readonly what: string;
  readonly why: string;
}

/** What is here now, as breaches ask about it: from accounts, rights, resources, agents, workflows and what registers say. */
export async function inventoryOf(
  database: Database,
  access: AccessEngine,
  now: Instant,
): Promise<{ readonly inventory: Inventory; readonly leftOut: readonly LeftOut[] }> {
  const sources = await database.query<{ id: string; connector: string; rights: boolean }>(
    `select s.id, s.connector, exists (select from estate.entitlements e where e.source_no = s.no and e.valid_to_read is null) as rights
       from sources.source s where s.state <> 'removed' order by s.id`,
  );
  const has = new Set(sources.map(({ connector }) => connector));
  const builder = new InventoryBuilder();
  const around: Around = {
    builder,
    now,
    has,
    stores: await Stores.load(database),
    stated: await statedFacts(database),
    aws: has.has('aws') ? await awsScopes(access, now) : () => 'no',
    connectorOf: new Map(sources.map(({ id, connector }) => [id, connector])),
    tellsRights: new Set(sources.filter(({ rights }) => rights).map(({ id }) => id)),
  };
  if (has.has('secrets')) builder.tells('exposure');
  const rights = await rightsReader(database, await access.resident());
  const agents: AgentAccount[] = [];
  const leftOut = new Map<string, number>();
  const vendors = new Map<string, { readonly source: string; readonly key: string }>();
  for await (const page of accountViews(database, access, { is: 'all' }))
    for (const view of page) {
      const { source } = view.ref;
      const connector = around.connectorOf.get(source) ?? '';
      if (connector === 'secrets' || view.attributes['standsFor'] !== undefined) {
        addCredentials(around, view, { grants: [], sure: undefined, all: undefined });
        continue;
      }
      const held = rights(view.ref, 'account');
      if (held.total > held.rights.length)
        leftOut.set(source, (leftOut.get(source) ?? 0) + held.total - held.rights.length);
      if (connector === 'mcp' || view.kind === 'agent') agents.push({ view, held });
      if (view.attributes['what'] === 'MCP server') {
        addCredentials(around, view, { grants: [], sure: undefined, all: undefined });
        continue;
      }
      addCredentials(around, view, addAccount(around, view, held));
      if (view.kind === 'integration') vendors.set(vendorOf(view).key, view.ref);
    }
  addAgents(around, agents, await serversOf(database));
  await addPipelines(database, around, rights);
  const trustsLeftOut = await addTrust(database, around);
  around.stores.add(builder, around.stated);
  for (const { id, connector } of sources)
    builder.add('app', {
      source: id,
      key: id,
      name: id,
      fields: around.stated.with('app', id, { class: appOf.get(connector) }),
      links: [{ is: 'application', key: id }],
    });
  for (const [name, { source, key }] of vendors)
    builder.add('vendor', {
      source,
      key,
      name,
      fields: around.stated.with('vendor', name, {}),
      links: [{ is: 'vendor', key: name }],
    });
  const told = [...leftOut].map(([source, n]): LeftOut =>
    leftOutOf(source, `${n} rights of accounts with very many`),
  );
  const [first] = sources;
  return {
    inventory: builder.finish(),
    leftOut:
      trustsLeftOut > 0 && first !== undefined
        ? [...told, leftOutOf(first.id, `${trustsLeftOut} trusts between accounts, of any source`)]
        : told,
  };
}

const leftOutOf = (source: string, what: string): LeftOut => ({
  source: must(isSourceId, source),
  what,
  why: 'more than are looked at one by one',
});

/** Which servers each agent may act as. */
async function serversOf(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.query<{ source: string; agent: string; server: string }>(
    `select s.id as source, m.member_key as agent, m.group_key as server from estate.memberships m
       join sources.source s on s.no = m.source_no
      where s.connector = 'mcp' and m.via = 'assume' and m.valid_to_read is null order by 1, 2, 3`,
  );
  const by = Map.groupBy(rows, ({ source, agent }) => `${source} ${agent}`);
  return new Map([...by].map(([name, of]) => [name, of.map(({ server }) => server)]));
}
