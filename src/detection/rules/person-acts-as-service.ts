import { concludeNature } from '../conclude-nature.ts';
import type { Rule } from '../rule.ts';

export const personActsAsService: Rule = {
  id: 'person-acts-as-service',
  version: 1,
  title: 'A person’s account is used by a program',
  why: 'A program that runs as a person has all of their rights, outlives them in the company or stops with them, and its log lines are theirs.',
  reference: [
    'OWASP-NHI-2025 NHI10:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'ISO-27001-2022 A.5.16',
    'SOC2-TSC CC6.1',
  ],
  falsePositives: [
    'A person who does one thing by hand at the same time every day: look at its measures, and accept it.',
    'A client of theirs that asks by itself in the background, such as a synchronisation or a status page.',
  ],
  runbook: [
    'Ask the person what runs as them, and where it keeps the credential: the client and the network of its calls say where to look.',
    'Give the program an account of its own, with the rights that its calls need.',
    'Replace the person’s credential that it used.',
  ],
  needs: ['behaviour', 'kind', 'state'],
  evaluate: (view) =>
    concludeNature(view, {
      kinds: ['person'],
      isOther: ({ worksLike }) => worksLike === 'program',
      title: (name) => `${name} is a person’s account, and a program uses it`,
      cause: 'is a person’s, and a program uses it',
      likelihood: [{ what: 'a program holds a credential of a person', points: 28 }],
      ease: [{ what: 'an account of its own has to be made for the program', points: 8 }],
    }),
};
