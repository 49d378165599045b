import { Fault, type Keeps, type Observation } from '../../../model/index.ts';
import type { ReadPage } from '../../kit/connector.ts';
import type { AccountReader } from '../account-reader.ts';
import type { LiveConfig } from '../location.ts';
import type { OrganizationRead } from '../organization/read-organization.ts';
import type { ListedAccount } from '../organization/tree.ts';
import { partitionOf } from '../resources/exported.ts';
import type { Patience } from './caller.ts';
import { keepsOf } from './kept-rows.ts';
import { readAccount } from './read-account.ts';
import { inAccount, type AccountSession } from './session.ts';
import { together } from './together.ts';

/** So many accounts are asked at the same time. */
const atOnce = 4;

/** What else is read of an account once its IAM was. */
export type ReadMore = (account: string, session: AccountSession) => AsyncIterable<ReadPage>;

/**
 * The other accounts of an organisation, each by a session of the role that `memberRole=` names. One that does not give such
 * a session, is not in use, or stops answering is a gap of its own, and keeps what was last read of it.
 */
export class Members {
  readonly #config: LiveConfig;
  readonly #organization: OrganizationRead;
  readonly #read = new Set<string>();
  readonly #unread = new Map<string, { readonly name: string; readonly why: string }>();
  readonly #withoutReport = new Map<string, string>();
  #keyIds = true;

  constructor(config: LiveConfig, organization: OrganizationRead) {
    this.#config = config;
    this.#organization = organization;
    this.#read.add(config.account);
  }

  /** Which access key id is in which slot was told of every user of every account. */
  get keyIds(): boolean {
    return this.#keyIds;
  }

  async *pages(
    reader: AccountReader,
    by: { readonly session: AccountSession; readonly patience: Patience; readonly more: ReadMore },
  ): AsyncIterable<ReadPage> {
    const { memberRole } = this.#config;
    if (memberRole === undefined || this.#organization.is !== 'read') return;
    const others = this.#organization.accounts.filter(({ id }) => id !== this.#config.account);
    yield* together(
      others.map((each) => () => this.#account(each, { ...by, reader, role: memberRole })),
      atOnce,
    );
    reader.alsoOurs(this.#unread.keys());
  }

  async *#account(
    { id, name, state }: ListedAccount,
    by: {
      readonly reader: AccountReader;
      readonly role: string;
      readonly session: AccountSession;
      readonly patience: Patience;
      readonly more: ReadMore;
    },
  ): AsyncIterable<ReadPage> {
    const unread = (why: string): void => void this.#unread.set(id, { name, why });
    if (state !== undefined) return unread(`the organisation says that it is ${state}`);
    const arn = `arn:${partitionOf(this.#config.region)}:iam::${id}:role/${by.role}`;
    const patience = { ...by.patience, isForgiving: true };
    const session = await inAccount(by.session, { arn, externalId: this.#config.memberExternalId }, patience);
    if (session.is !== 'answered')
      return unread(
        `${session.is === 'unread' ? session.why : 'there is no such role'}: the role ${arn} is not there, or does not trust who asks`,
      );
    // until it was read to its end it counts as not read
    unread('it was not read to its end');
    try {
      const found = yield* readAccount(
        by.reader,
        { account: id, session: session.value, needsDetails: true },
        by.patience,
      );
      if (found.details !== undefined) return unread(found.details);
      yield* by.more(id, session.value);
      if (found.report !== undefined) this.#withoutReport.set(id, found.report);
      else if (!found.keyIds) this.#keyIds = false;
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'source_unreachable') throw error;
      return unread(error.message);
    }
    this.#unread.delete(id);
    this.#read.add(id);
  }

  /** What was not read of the organisation's accounts. */
  gaps(): readonly Observation[] {
    const { is } = this.#organization;
    if (this.#config.memberRole === undefined) return [];
    return [
      ...(is === 'read'
        ? []
        : [
            gap(
              'accounts',
              'the other accounts of the organisation',
              is === 'none'
                ? 'AWS says that the account is in no organisation'
                : 'its accounts may not be listed: ask from the account that manages it, or one to which it delegated that',
            ),
          ]),
      ...[...this.#unread].map(([id, { name, why }]) =>
        gap(
          `account/${id}`,
          `the account ${id} (${name}): its users, groups, roles, policies, credentials and resources are as they were last read, if they ever were`,
          why,
        ),
      ),
      ...[...this.#withoutReport].map(([id, why]): Observation => ({
        ...gap(`report/${id}`, `credentials of users of the account ${id}`, why),
        hides: 'all',
      })),
    ];
  }

  /** Which rows stay that were not shown; undefined: every account of the organisation was read. */
  keeps(): Keeps | undefined {
    const { memberRole } = this.#config;
    if (memberRole === undefined || this.#organization.is === 'none') return undefined;
    const isWhole = this.#organization.is === 'read' && this.#organization.isWhole;
    if (isWhole && this.#unread.size === 0) return undefined;
    return keepsOf({ read: this.#read, unread: new Set(this.#unread.keys()), isWhole });
  }
}

const gap = (key: string, what: string, why: string) =>
  ({ type: 'gap', key, what: what.slice(0, 4000), why: why.slice(0, 4000) }) as const;
