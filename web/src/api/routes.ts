/** Who is signed in. */
export interface Session {
  readonly person: { readonly id: string; readonly name: string; readonly roles: readonly string[] } | null;
  readonly csrfToken: string;
}

/** What the frame of every page needs to know. */
export interface Standing {
  readonly company: string;
  readonly demo: boolean;
  readonly observeOnly: boolean;
  readonly openFindings: number;
}

/** A stand-in with the shape of the server's route values, until the console is typed by them. */
interface Routes {
  readonly 'session.show': { readonly input: object; readonly output: Session };
  readonly 'status.show': { readonly input: object; readonly output: Standing };
}

export type RouteName = keyof Routes;
export type RouteInput<N extends RouteName> = Routes[N]['input'];
export type RouteOutput<N extends RouteName> = Routes[N]['output'];

/** Where each route is. */
export const routeTable: Readonly<
  Record<RouteName, readonly [method: 'GET' | 'POST' | 'DELETE', path: string]>
> = {
  'session.show': ['GET', '/v1/session'],
  'status.show': ['GET', '/v1/status'],
};
