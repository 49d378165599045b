import type { Question } from './escalation-search.ts';
import { Become, BlastRadius } from './reached.tsx';
import { Way } from './way.tsx';
import { Weak } from './weak.tsx';

/** What was asked, answered. */
export default function Answer({ question }: { readonly question: Question }) {
  const { at } = question;
  if (question.is === 'become') return <Become identity={question.identity} at={at} />;
  if (question.is === 'blast') return <BlastRadius of={question.of} at={at} />;
  if (question.is === 'way') return <Way from={question.from} to={question.to} at={at} />;
  return <Weak at={at} />;
}
