import type { RefusedBecause } from './question.ts';

const acts =
  '(?:revoke|remove|delete|disable|enable|grant|give|add|approve|deny|reject|reset|rotate|create|suspend|kill|terminate|lock|unlock|change|assign|unassign|make|set|update|move|transfer|certify|sign|execute|run|fire|block|stop|start|cancel|undo|restore|provision|deprovision|offboard|onboard|invite|send|email|notify|launch|schedule)';

/** Why a question is no question for this place; undefined: it may be. The text as `normalised` gives it. */
export function refusedBecause(text: string): RefusedBecause | undefined {
  if (
    /\b(?:ignore|disregard|forget|override|bypass) (?:[a-z]+ ){0,5}(?:rules?|instructions?|polic(?:y|ies)|guardrails?|prompts?|restrictions?)\b/.test(
      text,
    ) ||
    /\b(?:system prompt|developer mode|jailbreak)\b/.test(text) ||
    /\b(?:secret|password|token|key|credential)s? ?(?:'s )?(?:values?|in (?:the )?clear(?: ?text)?|in plain ?text|contents?)\b/.test(
      text,
    ) ||
    /\b(?:values?|contents?) of (?:the |every |all |each |any )*(?:secret|password|token|key|credential)s?\b/.test(
      text,
    ) ||
    /\b(?:what is|what 's|tell me|show me|print|reveal|dump|give me|decrypt) (?:the |all |every |§n\d+§ |\S+ 's )*(?:passwords?|private keys?|api key for|secret key)\b(?! (?:that|which|without|not|older|never|policy|policies|expir))/.test(
      text,
    )
  )
    return 'secret_values_or_override';
  if (
    new RegExp(
      `^(?:please |now |can you |could you |would you |go and |go ahead and |just |i want you to |you should |kindly )*${acts}\\b(?! (?:me|us)\\b)`,
    ).test(text) &&
    !/^(?:give|run|set|start|make|change|sign)s? (?:me|us)\b/.test(text)
  )
    return 'action_request';
  if (
    text === '' ||
    /^(?:is|are) (?:our|my|the|we|everything|all)(?: \w+){0,3} (?:safe|secure|ok|okay|fine|good|compliant|healthy|in order)$/.test(
      text,
    )
  )
    return 'too_vague';
  if (
    /^(?:(?:what|anything|something|everything|stuff|things?|weird|strange|who|show|list|help|access|risks?|problems?|hello|hi|hey|and|so|is|there|wrong|bad|me|the|us|any|about|our|security|tell|do|i|need|to|worry|know) ?)+$/.test(
      text,
    )
  )
    return 'too_vague';
  return undefined;
}
