import type { FastifyReply } from 'fastify';
import { refuse, type Refusal } from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { createBudgets, type Budget } from './budgets.ts';
import { callerKey, type Caller } from './caller.ts';
import type { Route } from './route.ts';

/** Kinds of request that share a budget, per caller. */
export const budgetClasses = {
  /** GET: a console's page asks for a dozen things at once. */
  read: { burst: 200, perSecond: 50 },
  write: { burst: 60, perSecond: 10 },
  /** Long work: reading sources, carrying out plans. */
  work: { burst: 20, perSecond: 1 },
  /** Questions that go over the whole estate: each may take a second of everybody's time. */
  dear: { burst: 40, perSecond: 1 },
  /** Whoever has not said who they are, each by `strangerOf`: public routes, and what came with a secret that is none. */
  unknown: { burst: 120, perSecond: 10 },
  /** Their tries to sign in, apart: looking at the page never uses those up. */
  enter: { burst: 60, perSecond: 2 },
} as const satisfies Readonly<Record<string, Budget>>;
type BudgetClass = keyof typeof budgetClasses;

type Costs = Pick<Route, 'method' | 'isWork' | 'isDear'>;
const classOf = ({ method, isWork, isDear }: Costs): BudgetClass =>
  isWork === true ? 'work' : isDear === true ? 'dear' : method === 'GET' ? 'read' : 'write';

/** At most so many event streams and long answers of one caller at a time. */
const mostStreams = 8;

/** Rate limits of one listener. The socket's caller is the owner of all this and has none. */
export interface Limits {
  /** Counts one request; sets the headers that say what is left. A refusal when nothing is. */
  count(reply: FastifyReply, caller: Caller, stranger: string, route: Costs): Refusal | undefined;
  /** Counts a request whose caller could not be established; a refusal when there were too many. */
  countUnknown(reply: FastifyReply, stranger: string): Refusal | undefined;
  /** Takes one of the caller's streams; undefined when all are taken. */
  openStream(caller: Caller): (() => void) | undefined;
}

export function createLimits(nowMs: () => number = monotonicMs): Limits {
  const budgets = createBudgets(nowMs);
  // apart, so that many strangers make nobody who is known forgotten
  const ofStrangers = createBudgets(nowMs);
  const streams = new Map<string, number>();
  const spend = (reply: FastifyReply, name: string, kind: BudgetClass): Refusal | undefined => {
    const of = kind === 'unknown' || kind === 'enter' ? ofStrangers : budgets;
    const spent = of.spend(`${kind} ${name}`, budgetClasses[kind]);
    reply.headers({
      'ratelimit-limit': spent.limit,
      'ratelimit-remaining': spent.remaining,
      'ratelimit-reset': spent.resetSeconds,
    });
    if (spent.allowed) return undefined;
    reply.header('retry-after', spent.resetSeconds);
    return refuse(
      'rate_limited',
      `More requests than are answered: ${spent.limit} at once, then ${budgetClasses[kind].perSecond} a second.`,
      `Try again in ${spent.resetSeconds} s.`,
    );
  };
  return {
    count(reply, caller, stranger, route) {
      if (caller.kind === 'socket') return undefined;
      return caller.kind === 'anonymous'
        ? spend(reply, stranger, route.method === 'GET' ? 'unknown' : 'enter')
        : spend(reply, callerKey(caller), classOf(route));
    },
    countUnknown: (reply, stranger) => spend(reply, stranger, 'unknown'),
    openStream(caller) {
      const key = callerKey(caller);
      const open = streams.get(key) ?? 0;
      if (open >= mostStreams && caller.kind !== 'socket') return undefined;
      streams.set(key, open + 1);
      return () => {
        const left = (streams.get(key) ?? 1) - 1;
        if (left > 0) streams.set(key, left);
        else streams.delete(key);
      };
    },
  };
}

export const tooManyStreams = (): Refusal =>
  refuse('rate_limited', `This caller has ${mostStreams} streams open already.`, 'Close one of them first.');
