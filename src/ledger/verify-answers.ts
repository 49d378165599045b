import type { CampaignState, SeenSubmission } from './causation-campaigns.ts';
import { exactJson } from './exact-json.ts';
import { leafHash, readBase64 } from './hashing.ts';
import { rootFromMany } from './proof-of-many.ts';
import { isDigestText, isObject, isText, member, parseJson, type JsonObject } from './shape.ts';
import { rootOfHashes } from './tree.ts';
import type { StoredBlob } from './verify-input.ts';

/** Holds the blobs of submissions to what was signed: answers what is wrong with one. An erased one says nothing more. */
export const answersSubmitted =
  ({ submissions }: CampaignState) =>
  ({ id, content }: StoredBlob): readonly { readonly seq: number; readonly what: string }[] => {
    const submission = submissions.get(id);
    const wrong =
      submission === undefined || content === null ? undefined : wrongAnswers(submission, content);
    return submission === undefined || wrong === undefined
      ? []
      : [
          {
            seq: submission.seq,
            what: `entry ${submission.seq} (campaign.submitted): its answers do not hold: ${wrong}`,
          },
        ];
  };

/**
 * Why the leaves that a submission keeps are not what was signed, or nothing: their root is the signed one, the last of them
 * is the submission itself, and every item that is answered stands in the population that was launched, as it was frozen.
 */
function wrongAnswers(submission: SeenSubmission, content: string): string | undefined {
  const value = parseJson(content);
  if (!isObject(value) || member(value, 'v') !== 'countersign/campaign-answers/v1')
    return 'they are no answers';
  const [leaves, proof] = [member(value, 'leaves'), member(value, 'proof')];
  if (!Array.isArray(leaves) || !leaves.every(isObject) || !isText(proof)) return 'they have another shape';
  const hashes = leaves.map((leaf: JsonObject) => leafHash(Buffer.from(exactJson(leaf) ?? '')));
  if (hashes.length !== submission.size)
    return `they are ${hashes.length} leaves, ${submission.size} were signed`;
  if (Buffer.from(rootOfHashes(hashes)).toString('hex') !== submission.root)
    return 'they are not the leaves under the root that was signed';
  const answers = leaves.filter((leaf) => member(leaf, 'v') === 'countersign/campaign-answer/v1');
  if (answers.length !== submission.answers)
    return `${answers.length} of them are answers, ${submission.answers} were signed`;
  const items: { index: number; hash: Buffer }[] = [];
  for (const answer of answers) {
    const [campaign, item, digest] = [
      member(answer, 'campaign'),
      member(answer, 'item'),
      member(answer, 'itemDigest'),
    ];
    if (campaign !== submission.campaign.campaign) return 'one of them is about another campaign';
    if (typeof item !== 'number' || !isDigestText(digest)) return 'one of them names no item';
    items.push({ index: item, hash: Buffer.from(digest, 'hex') });
  }
  const bytes = readBase64(proof);
  if (bytes === undefined || bytes.length % 32 !== 0) return 'their proof is not a list of hashes';
  const path = Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
  const root = rootFromMany(
    items.toSorted((a, b) => a.index - b.index),
    submission.campaign.items,
    path,
  );
  return root?.toString('hex') === submission.campaign.manifest
    ? undefined
    : 'the items that they answer are not of the population that was launched';
}
