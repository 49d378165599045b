import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import type { ListQuestion } from './access-search.ts';

type WhoCan = RouteOutput<'access.who-can'>;
type WhatCan = RouteOutput<'access.what-can'>;
type WhatOn = RouteOutput<'access.what-on'>;
type Ref = WhoCan['holders'][number]['account'];

/** One row of an answer: who holds it, the right where the question was about an identity, and by which path. */
export type Answered = (
  | WhoCan['holders'][number]
  | WhatCan['rights'][number]
  | WhatOn['resources'][number]
) & {
  readonly entitlement?: Ref;
  /** On what, where the question was about an identity and an action. */
  readonly resource?: Ref;
  /** What the right allows that its words do not say. */
  readonly means?: readonly string[];
  /** Whoever the source does not list, instead of one account. */
  readonly standsFor?: WhoCan['outsiders']['told'][number]['standsFor'];
};
/** A page of an answer, whichever the question was. */
export type AnswerPage = Pick<WhoCan, 'total' | 'next' | 'notRead' | 'version'> & {
  readonly rows: readonly Answered[];
  /** Who a question about an identity found. */
  readonly identity?: Ref;
  /** How many stand for whoever is not listed; not among `total`. */
  readonly outsiders?: number;
  /** Who cannot, although a policy of their own allows it. */
  readonly denied?: WhoCan['denied'];
  /** To whom nothing that was read gives it, and something that was not read could. */
  readonly open?: WhoCan['open'];
  /** No source that was read knows the resource; these are called alike. */
  readonly alike?: WhoCan['alike'];
  /** The same of resources, where the question was on which of them. */
  readonly openOn?: WhoCan['open'];
};

/** One page of the answer to a question. */
export async function answerPage(
  question: ListQuestion,
  page: { readonly limit: number; readonly cursor?: string; readonly signal?: AbortSignal },
): Promise<AnswerPage> {
  const { limit, cursor, signal } = page;
  const common = {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(question.at === undefined ? {} : { at: question.at }),
  };
  const options = signal === undefined ? {} : { signal };
  if (question.is === 'who') {
    const { action, resource } = question;
    const { holders, outsiders, ...rest } = await call(
      'access.who-can',
      { action, resource, ...common },
      options,
    );
    // they are on every page, and above everybody who is listed
    const told = cursor === undefined ? outsiders.told : [];
    return {
      ...rest,
      outsiders: outsiders.total,
      rows: [...told.map(({ subject, ...each }) => ({ ...each, account: subject })), ...holders],
    };
  }
  const { identity } = question;
  if (question.is === 'on') {
    const { action } = question;
    const { resources, open, ...rest } = await call(
      'access.what-on',
      { identity, action, ...common },
      options,
    );
    return {
      ...rest,
      rows: resources,
      openOn: {
        total: open.total,
        told: open.told.map(({ resource, dependsOn }) => ({ account: resource, dependsOn })),
      },
    };
  }
  const { rights, ...rest } = await call('access.what-can', { identity, ...common }, options);
  return { ...rest, rows: rights };
}

export interface Answer {
  readonly rows: readonly Answered[];
  readonly first: AnswerPage | undefined;
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
  readonly onRetry: () => void;
}

const pageSize = 100;
const routeOf = { who: 'access.who-can', what: 'access.what-can', on: 'access.what-on' } as const;

/** The answer page by page, all pages of one version of the estate. */
export function useAnswer(question: ListQuestion): Answer {
  const query = useInfiniteQuery({
    queryKey: [routeOf[question.is], question],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      answerPage(question, {
        limit: pageSize,
        signal,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    getNextPageParam: ({ next }) => next,
    // a page was asked under the version of the first: they are renewed together or not at all
    staleTime: 60_000,
  });
  const { data, error, hasNextPage, isFetchingNextPage } = query;
  return {
    rows: useMemo(() => data?.pages.flatMap(({ rows }) => rows) ?? [], [data]),
    first: data?.pages[0],
    problem: error === null ? null : asProblem(error),
    isLoading: query.isPending,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    onMore: () => void query.fetchNextPage(),
    onRetry: () => void query.refetch(),
  };
}
