import type { Database } from '../../platform/store/index.ts';
import { answerCan } from './answer-can.ts';
import { answerWhatCan } from './answer-what-can.ts';
import { answerWhatOn } from './answer-what-on.ts';
import { answerWhoCan, type Answering } from './answer-who-can.ts';
import type { AccessEngine } from './answers.ts';
import { AwsAccess } from './aws-access.ts';
import { AwsEstates } from './aws-estates.ts';
import type { AsOf } from './load-graph.ts';
import { Residents } from './residents.ts';
import { rightHoldersAt } from './right-holders.ts';
import { suggestFrom } from './suggest.ts';

/**
 * The effective-access engine of one process. Every answer is of one version of the estate, which is in memory, and names
 * the reads it rests on.
 */
export function openAccess(database: Database): AccessEngine {
  const residents = new Residents(database);
  const awsEstates = new AwsEstates();
  const aws = new AwsAccess(database, awsEstates);
  const answering = async (at?: AsOf): Promise<Answering> => ({
    database,
    aws,
    resident: await residents.at(at),
  });
  return {
    awsEstates,
    resident: (at) => residents.at(at),
    suggest: async (asked) => suggestFrom((await residents.at()).graph, asked),
    whoCan: async (question) => answerWhoCan(await answering(question.at), question),
    whatCan: async (question) => answerWhatCan(await answering(question.at), question),
    whatOn: async (question) => answerWhatOn(await answering(question.at), question),
    rightHolders: async (now) => rightHoldersAt(await answering(), now),
    can: async (question) => answerCan(await answering(question.at), question),
  };
}

export type {
  AccessEngine,
  AccessVerdict,
  Can,
  Holder,
  OnResource,
  Outsider,
  PathEdge,
  Resident,
  Right,
  WhatCan,
  WhatOn,
  WhoCan,
} from './answers.ts';
