/**
 * A GitHub organisation: comes in what GitHub's REST API answers about it, kept in files or asked for; goes out people, teams, apps, deploy
 * keys and workflows, what each may do on which repository and by which path, and the tokens that an organisation is told of.
 * What was not answered is said. No value of a secret or a token is ever asked for.
 */
import type { Connector } from '../kit/connector.ts';
import { endpoints } from './endpoints.ts';
import { neverRead } from './gaps.ts';
import { githubConfig, locateGithub, type GithubConfig } from './location.ts';
import { readGithub } from './read.ts';

export const github: Connector<GithubConfig> = {
  id: 'github',
  title: 'GitHub organisation',
  config: githubConfig,
  capabilities: {
    reads: ['account', 'group', 'membership', 'credential', 'resource', 'entitlement', 'grant'],
    doesNotRead: neverRead.map(([, what]) => what),
    writes: [],
    permissions: {
      read: [...new Set(Object.values(endpoints).map(({ permission }) => permission))],
      write: [],
    },
  },
  locate: locateGithub,
  read: readGithub,
};
