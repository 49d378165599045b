import { schemaToJson } from '@cedar-policy/cedar-wasm/nodejs';
import {
  refuse,
  done,
  Fault,
  type ConsoleJudge,
  type Digest,
  type Judge,
  type QualityRules,
  type Result,
  type Verdict,
} from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { cedarSchema } from './cedar-schema.ts';
import { consoleJudgeOf } from './console-judge.ts';
import { openQuickEngine } from './compiled/quick-engine.ts';
import { decide, type Answer } from './decide.ts';
import { discharge, dischargeVersion } from './discharge.ts';
import { engineVersion, openEngine, validatePolicies } from './engine.ts';
import { fixedPolicies } from './fixed-policies.ts';
import { judgeOf } from './judge.ts';
import { duplicateIds, lint } from './lint.ts';
import { inputText, normalise } from './normalise.ts';
import { parsePolicies, type Policy } from './parse-policies.ts';
import {
  holdsRules,
  readPolicyFiles,
  rightsFile,
  ruleFiles,
  sourcesDigest,
  type PolicyFiles,
} from './policy-files.ts';
import type { PolicyProblem } from './problem.ts';
import { heldRoles } from './held-roles.ts';
import { qualityFile, readQualityRules } from './review-quality.ts';
import { sliceOf } from './slice.ts';
import { compileRights, rightsRows, type RightsRowShown } from './rights/index.ts';

/** One set of policies, checked and ready to judge. */
export interface PolicySet {
  /** What verdicts name: engine, schema, needs, and every policy's meaning. Comments and spacing do not change it. */
  readonly digest: Digest;
  /** What people sign on activation: the exact texts of the editable files. */
  readonly sourcesDigest: Digest;
  /** What `digest` is the digest of, so that others can work it out and read what they rely on. */
  readonly meaning: PolicyMeaning;
  readonly files: PolicyFiles;
  readonly policies: readonly Policy[];
  /** Policies that are only tried: none of them is among `policies`, nor has a part in any answer. */
  readonly shadow: readonly Policy[];
  /** The rows of the decision-rights table, from its kept text. */
  readonly rights: () => readonly RightsRowShown[];
  /** How reviews are measured, and what follows from it. */
  readonly reviewQuality: QualityRules;
  readonly judge: Judge;
  /** Judges calls of Countersign itself: who may see, operate, sign, administer. */
  readonly console: ConsoleJudge;
  /** The canonical input of a request, to be kept under the verdict's `digests.input`; undefined when it is malformed. */
  readonly inputOf: (request: Parameters<Judge['judge']>[0]) => string | undefined;
  /** Judges a kept input again: the same set and the same text give the same verdict, byte for byte. */
  readonly replay: (input: string) => Verdict;
  /** What the judge would say of a normalised request, without digests or words: for very many of them, never for a verdict. */
  readonly answer: (request: Parameters<Judge['judge']>[0]) => Answer;
  /** Frees the engine's memory; the judge then denies everything. */
  readonly close: () => void;
}

/** Folder → policy set. Refuses (`input_invalid`, every problem in `details.problems`) when any file has a problem. */
export const loadPolicySet = async (folder: string): Promise<Result<PolicySet>> =>
  compilePolicySet(await readPolicyFiles(folder));

/** Texts → policy set: parse, compile the table, lint, validate strictly with warnings as errors, digest. */
export function compilePolicySet(
  files: PolicyFiles,
  /** `try`: as if the policies in shadow counted, to see what they would have answered. */
  shadows: 'leave' | 'try' = 'leave',
): Result<PolicySet> {
  const fixed = parsePolicies('fixed', fixedPolicies());
  if (fixed.problems.length > 0) throw new Fault('internal', 'the fixed policies cannot be parsed');
  const editable = Object.entries(files)
    .filter(([name]) => name !== rightsFile && name !== qualityFile && !ruleFiles.includes(name))
    .map(([name, text]) => parsePolicies(name, text));
  const all = editable.flatMap(({ policies }) => policies);
  const shadow = shadows === 'try' ? [] : all.filter(({ mode }) => mode === 'shadow');
  const written = all.filter((policy) => !shadow.includes(policy));
  const table = files[rightsFile];
  const rights =
    table === undefined
      ? { cedar: '', problems: [missingTable] }
      : compileRights(rightsFile, table, heldRoles(written));
  const compiled = parsePolicies(rightsFile, rights.cedar);
  const policies = [...fixed.policies, ...written, ...compiled.policies];
  const problems = [
    ...editable.flatMap(({ problems }) => problems),
    ...rights.problems,
    ...readQualityRules(files[qualityFile]).problems,
    ...compiled.problems,
    ...lint(all, 'editable'),
    ...all.flatMap(otherMode),
    ...lint([...fixed.policies, ...compiled.policies], 'product'),
    ...duplicateIds([...policies, ...shadow]),
  ];
  if (problems.length > 0) return refused(problems);
  if (shadow.length > 0) {
    const invalid = validatePolicies(cedarSchema(needsOf([...policies, ...shadow])), [
      ...policies,
      ...shadow,
    ]);
    if (invalid.length > 0) return refused(invalid);
  }
  return assemble(files, policies, shadow);
}

const otherMode = ({ file, id, mode }: Policy): readonly PolicyProblem[] =>
  mode === undefined || mode === 'shadow'
    ? []
    : [
        {
          place: `${file}: ${id}`,
          reason: `its mode is \`${mode.slice(0, 40)}\``,
          remedy: 'Leave `@mode` out, or say `@mode("shadow")`: tried, and never deciding.',
        },
      ];

const needsOf = (policies: readonly Policy[]): readonly string[] =>
  [...new Set(policies.flatMap(({ need }) => need ?? []))].toSorted();

const missingTable: PolicyProblem = {
  place: rightsFile,
  reason: 'the decision-rights table is missing',
  remedy: `Put \`${rightsFile}\` beside the other policy files.`,
};

/** Policies already linted → validated, digested, ready. Tests use it to judge with a policy taken out. */
export function assemble(
  files: PolicyFiles,
  policies: readonly Policy[],
  shadow: readonly Policy[] = [],
): Result<PolicySet> {
  const needs = needsOf(policies);
  const schema = cedarSchema(needs);
  const invalid = validatePolicies(schema, policies);
  if (invalid.length > 0) return refused(invalid);
  const meaning = { ...policyMeaning(schema, needs, policies), ...rulesIn(files) };
  const digest = digestOfValue(setDomain, meaning);
  const engine = openEngine(schema, policies);
  const judge = judgeOf(engine, policies, digest);
  const quick = openQuickEngine(policies);
  const needOf = new Map(policies.map(({ id, need }) => [id, need]));
  return done({
    digest,
    sourcesDigest: sourcesDigest(files),
    meaning,
    files,
    policies,
    shadow,
    rights: () => rightsRows(rightsFile, files[rightsFile], heldRoles(policies)),
    reviewQuality: readQualityRules(files[qualityFile]).rules,
    judge,
    console: consoleJudgeOf(engine, policies),
    inputOf: (request) => {
      const normalised = normalise(request);
      return normalised.ok ? inputText(normalised.request) : undefined;
    },
    replay: (input) => {
      const normalised = normalise(JSON.parse(input));
      if (!normalised.ok)
        throw new Fault('input_invalid', `The kept input of a verdict cannot be read: ${normalised.why}.`);
      return judge.judge(normalised.request);
    },
    answer(request) {
      const slice = sliceOf(request);
      return decide(
        (met) => quick.evaluate(slice, request.action, met) ?? engine.evaluate(slice, request.action, met),
        (id) => needOf.get(id),
        (needs) => discharge(needs, request.discharge, request.principal.id),
      );
    },
    close: () => engine.close(),
  });
}

const setDomain = 'countersign/policy/set/v1';

/** Every policy's meaning, and what reads it. */
export interface PolicyMeaning {
  readonly engine: unknown;
  readonly schema: unknown;
  readonly needs: readonly string[];
  readonly discharge: number;
  readonly policies: Readonly<Record<string, unknown>>;
  /** The exact texts of the rules that other stages read, by file. Absent in a set that was signed before it could hold them. */
  readonly rules?: Readonly<Record<string, string>>;
}

/** With those of other stages a set also names how reviews are measured: one changed letter is another set. */
const rulesIn = (files: PolicyFiles): Pick<PolicyMeaning, 'rules'> =>
  holdsRules(files)
    ? {
        rules: Object.fromEntries(
          [qualityFile, ...ruleFiles].flatMap((name) => {
            const text = files[name];
            return text === undefined ? [] : [[name, text]];
          }),
        ),
      }
    : {};

/** What verdicts name as the policies they were made by. */
export const policyDigest = (schema: string, needs: readonly string[], policies: readonly Policy[]): Digest =>
  digestOfValue(setDomain, policyMeaning(schema, needs, policies));

function policyMeaning(schema: string, needs: readonly string[], policies: readonly Policy[]): PolicyMeaning {
  const json = schemaToJson(schema);
  if (json.type === 'failure') throw new Fault('internal', `the policy schema: ${json.errors[0]?.message}`);
  return {
    engine: engineVersion,
    schema: json.json,
    needs,
    discharge: dischargeVersion,
    policies: Object.fromEntries(policies.map(({ id, json }) => [id, json])),
  };
}

function refused(problems: readonly PolicyProblem[]): Result<never> {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return refuse(
    'input_invalid',
    `The policy files cannot be used: ${first?.place}: ${first?.reason}${more}.`,
    first?.remedy,
    { problems },
  );
}
