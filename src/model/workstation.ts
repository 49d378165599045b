import type { CredentialType, IdentityKind } from './identity.ts';
import type { Instant } from './time.ts';

/**
 * What `scan` reads on a developer's machine or in a repository. Every text has passed the redaction boundary of
 * connectors/kit/workstation: no record holds a secret or a part of one. Records name each other by key.
 */
export type WorkstationRecord =
  | HolderRecord
  | McpServerRecord
  | HeldCredentialRecord
  | ReachRecord
  | WorkflowRecord
  | WorkstationGapRecord;

/** Where something stands: the path as shown to a person (`~/…`, or from the folder scanned) and the line, from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
}

/** A non-human identity or agent found here: an MCP client app, a cloud profile, a kubeconfig user, a CI workflow. */
export interface HolderRecord {
  readonly type: 'holder';
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  /** What it is in everyday words: `Claude Desktop`, `AWS profile`. */
  readonly title: string;
  readonly place: Place;
}

/** How an MCP server is started. `version` absent: whatever is newest at that moment runs. */
export type Launch =
  | {
      readonly is: 'package';
      readonly registry: 'npm' | 'pypi' | 'oci';
      readonly name: string;
      readonly version?: string;
    }
  | { readonly is: 'local'; readonly command: string }
  | { readonly is: 'remote'; readonly host: string; readonly tls: boolean; readonly loopback: boolean }
  | { readonly is: 'unknown'; readonly why: string };

/** One MCP server of an agent: a tool the agent may call. */
export interface McpServerRecord {
  readonly type: 'mcp_server';
  readonly key: string;
  readonly holderKey: string;
  readonly name: string;
  readonly launch: Launch;
  /** Command line or URL, redacted, for a person to recognise. */
  readonly shown: string;
  /** Folders handed to it as arguments, as written. */
  readonly folders: readonly string[];
  readonly enabled: boolean;
  /** Tools that run without asking the person: their names, or `*` for all. */
  readonly unasked: readonly string[];
  readonly place: Place;
}

/** How a credential is held: the value itself in the file, a name that something else resolves, or a key file. */
export type Held =
  | { readonly is: 'inline' }
  | { readonly is: 'reference'; readonly to: string }
  | { readonly is: 'key_file' };

/** A credential that stands in a file. The value is gone; the fingerprint is keyed, and equal means same value. */
export interface HeldCredentialRecord {
  readonly type: 'credential';
  readonly key: string;
  /** Holder or MCP server that uses it. */
  readonly holderKey: string;
  readonly name: string;
  readonly credential: CredentialType;
  /** What its form says it is: `GitHub personal access token`, `secret by its name`. */
  readonly shape: string;
  /** `known`: a vendor's own form; `named`: judged by the name of the variable and the randomness of the value. */
  readonly certainty: 'known' | 'named';
  readonly surface: Surface;
  readonly held: Held;
  /** Static secrets are good until somebody revokes them; absent: the file does not say. */
  readonly lifetime?: 'static' | 'short';
  readonly fingerprint?: string;
  /** Last change of the file: the credential is at least this old. */
  readonly fileChangedAt?: Instant;
  readonly expiresAt?: Instant;
  readonly encrypted?: boolean;
  readonly hardware?: boolean;
  /** Others on this machine may read the file, by its mode; absent where modes say nothing (Windows). */
  readonly readableByOthers?: boolean;
  readonly trackedByGit?: boolean;
  /** The file is named or placed as an example, a template or a test. */
  readonly sample: boolean;
  readonly detail?: string;
  readonly place: Place;
}

export const surfaces = [
  'mcp',
  'agent',
  'aws',
  'gcp',
  'azure',
  'kubernetes',
  'env',
  'registry',
  'git',
  'ssh',
  'private_key',
  'infrastructure',
  'ci',
] as const;
/** Which family of files a credential was read from. */
export type Surface = (typeof surfaces)[number];

/** What a holder, server or credential can get at, as far as the file says. */
export interface ReachRecord {
  readonly type: 'reach';
  readonly fromKey: string;
  readonly kind:
    | 'host'
    | 'folder'
    | 'database'
    | 'package'
    | 'cluster'
    | 'cloud_role'
    | 'cloud_account'
    | 'registry';
  readonly target: string;
  readonly place: Place;
}

/** What a CI workflow may do, as its file says. */
export interface WorkflowRecord {
  readonly type: 'workflow';
  readonly key: string;
  readonly holderKey: string;
  readonly system: 'github' | 'gitlab' | 'circleci' | 'jenkins';
  readonly triggers: readonly string[];
  /** `unstated`: the repository's default applies, which the file does not tell. */
  readonly permissions: readonly {
    readonly where: string;
    readonly is: 'write-all' | 'stated' | 'unstated';
    readonly writes: readonly string[];
    readonly place: Place;
  }[];
  /** Checkouts of code chosen by whoever opened the pull request. */
  readonly untrustedCheckouts: readonly Place[];
  readonly actions: readonly {
    readonly uses: string;
    readonly pinned: boolean;
    readonly firstParty: boolean;
    readonly place: Place;
  }[];
  readonly secrets: readonly { readonly name: string; readonly place: Place }[];
  readonly place: Place;
}

/** Something that could not be read, or was left out; answers could be missing because of it. */
export interface WorkstationGapRecord {
  readonly type: 'gap';
  readonly what: string;
  readonly why: string;
  readonly place: Place;
}
