import type { CallerContext, Connector, MappingProposed, Part, Parts } from '../connectors/kit/connector.ts';
import type { ReadOptions, SourceRead } from '../connectors/kit/read-source.ts';
import type { AccessEngine, EscalationEngine } from '../estate/index.ts';
import type { DetectionConfig, ViewReader, StandingReader } from '../detection/index.ts';
import type { BehaviourReader } from './behaviour.ts';
import type { RuleTexts } from './law/rule-texts.ts';
import type { LivesFile } from './lifecycle/rule-file.ts';
import type { LogReadings } from './log-readings.ts';
import type { Actor, DelegationBook, EntryId, Recorder, Result } from '../model/index.ts';
import type { Duties } from './duties/open-duties.ts';
import type { LedgerSigners, VerifiedReader } from '../ledger/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { FieldMapping } from '../platform/wire/field-mapping.ts';
import type { Database, Transaction } from '../platform/store/index.ts';
import type { OidcClient } from '../signin/index.ts';
import type { PolicySet } from '../policy/index.ts';
import type { SignatureCheck } from '../review/index.ts';

export type { MappingProposed, Part };

/** A connector whose configuration type is its own business: it checks the stored JSON itself. */
export interface AnyConnector
  extends
    Pick<Connector<unknown>, 'id' | 'title' | 'capabilities'>,
    Required<Pick<Connector<unknown>, 'spellings' | 'meanings'>> {
  /** Turns `--source id=LOCATION` into a configuration to store. */
  locate(location: string): Readonly<Record<string, unknown>>;
  /** What its tables could mean, where nothing says so yet and it can be told from them. */
  propose(
    stored: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<MappingProposed | undefined>;
  /** The configuration to store with an accepted mapping; undefined: this kind of source takes none. */
  withMapping(
    stored: Readonly<Record<string, unknown>>,
    mapping: FieldMapping,
  ): Readonly<Record<string, unknown>> | undefined;
  /** Which parts of the source would be read, where the source itself says so; throws as `read` does. */
  parts(stored: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Parts | undefined>;
  /** Begins a read with a stored configuration, or throws Fault `input_invalid`. */
  read(
    stored: Readonly<Record<string, unknown>>,
    context: Omit<CallerContext<unknown>, 'config'>,
    options: ReadOptions,
  ): SourceRead;
}

/** The policy in force: the set that the ledger's last activation entry names. */
export interface Law {
  readonly entry: EntryId;
  readonly set: PolicySet;
}

/** The wired server: every stage's real part, handed to the commands by `app.ts`. */
export interface System {
  readonly database: Database;
  readonly clock: Clock;
  /** This server process in the ledger. */
  readonly self: Actor;
  readonly recorder: Recorder<Transaction>;
  readonly ledger: VerifiedReader;
  readonly signers: LedgerSigners;
  readonly delegations: DelegationBook;
  readonly signatures: SignatureCheck;
  readonly ledgerName: string;
  readonly checkpointKey: string;
  readonly policiesFolder: string;
  /** Where files lie that people who are not on this machine may name as sources. */
  readonly importsFolder: string;
  readonly detection: DetectionConfig;
  readonly connectors: readonly AnyConnector[];
  readonly views: ViewReader;
  readonly access: AccessEngine;
  readonly escalation: EscalationEngine;
  readonly standings: StandingReader;
  readonly behaviour: BehaviourReader;
  readonly duties: Duties;
  /** Where the rules about duties and lives come from: the law. */
  readonly rules: RuleTexts;
  /** The rules about joiners, movers and leavers that count now. */
  readonly lives: () => Promise<LivesFile>;
  readonly logReadings: LogReadings;
  /** Where this server serves people and programs of this machine; undefined until it listens there. */
  url(): string | undefined;
  fingerprint(secret: string): string;
  /** For reading only what changed: the secret that items are remembered under, and what names this program. */
  readonly items: { readonly key: Uint8Array; program(): string };
  secret(reference: string): Promise<string>;
  /** Speaks with the identity provider that signs people in, if one was set. */
  readonly oidc: OidcClient;
  /** Refuses when nothing was activated yet or the kept texts are not what was activated. */
  law(): Promise<Result<Law>>;
}
