import type { InputOf, OutputOf } from './route.ts';
import type { families } from './routes/index.ts';

/** The API as types, by route name: what a client in TypeScript is written against, by type-only import. */

type Values<T> = T[keyof T];
/** Distributes over the families, whose members differ. */
type RouteOfFamily<F> = F extends unknown ? Values<F> : never;
type AnyOfRoutes = RouteOfFamily<Values<typeof families>>;

export type RouteName = AnyOfRoutes['name'];
export type RouteNamed<N extends RouteName> = Extract<AnyOfRoutes, { readonly name: N }>;
/** Path, query and body members in one flat object. */
export type RouteInput<N extends RouteName> = InputOf<RouteNamed<N>>;
export type RouteOutput<N extends RouteName> = OutputOf<RouteNamed<N>>;

export type { Problem } from './problem.ts';
export type { Progress } from './route.ts';
