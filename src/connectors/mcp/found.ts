import type { Instant } from '../../model/index.ts';

/** One server as a registry lists it; its versions are one. */
export interface ListedServer {
  readonly name: string;
  /** Packages and hosts by which a configured server is known to be it: `npm:@acme/mcp`, `host:mcp.acme.example`. */
  readonly software: readonly string[];
  /** Variables and headers that it asks for and that hold a credential. */
  readonly needs: readonly string[];
}

/** One tool as its server lists it. Hints are the server's own words about itself. */
export interface ListedTool {
  readonly server: string;
  readonly tool: string;
  readonly hints: readonly string[];
}

/** A tool was called: by which agent, of which server, when, as far as the trace says. */
export interface ToolUse {
  readonly agent?: string;
  readonly server?: string;
  readonly tool: string;
  readonly at?: Instant;
}
