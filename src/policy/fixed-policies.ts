import { Fault } from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';

/**
 * The policies that no editable file can weaken: absolute forbids, and requirements that hold whatever the table says.
 * They ship inside the product, and their digest is pinned here and covered by every activated set's digest.
 */
const text = `
@id("hard.human-authority") @says("Only a person can approve, carry out or reverse a change, and never through an agent or a machine.")
forbid (principal, action in Action::"authority", resource)
unless { principal is Person && context.via.agents.isEmpty() && context.via.machines.isEmpty() };

@id("hard.active-person") @says("The person who acts is not active.")
forbid (principal, action in Action::"authority", resource)
unless { principal is Person && principal.state == State::"active" };

@id("hard.interest-known") @says("Who asked, who benefits and who answers for them could not be established completely, so nobody can approve.")
forbid (principal, action in [Action::"approve", Action::"execute"], resource)
unless { resource has interest };

@id("hard.not-requester") @says("You asked for this.")
forbid (principal, action == Action::"approve", resource)
unless { resource has interest && principal is Person && !resource.interest.requester.contains(principal)
  && !resource.interest.requester.contains(context.authority) && !resource.interest.requester.containsAny(context.via.persons) };

@id("hard.not-beneficiary") @says("You would benefit from this.")
forbid (principal, action == Action::"approve", resource)
unless { resource has interest && principal is Person && !resource.interest.beneficiary.contains(principal)
  && !resource.interest.beneficiary.contains(context.authority) && !resource.interest.beneficiary.containsAny(context.via.persons) };

@id("hard.not-steward") @says("You answer for the agent or account that asked or benefits.")
forbid (principal, action == Action::"approve", resource)
unless { resource has interest && principal is Person && !resource.interest.steward.contains(principal)
  && !resource.interest.steward.contains(context.authority) && !resource.interest.steward.containsAny(context.via.persons) };

@id("hard.delegation-proven") @says("An approval is given by the person whose authority it uses, or under a delegation from them that is in force.")
forbid (principal, action == Action::"approve", resource)
unless { principal is Person && ((context.authority == principal && context.via.persons.isEmpty())
  || (context has delegation && context.delegation.to == principal && context.delegation.from == context.authority
    && context.delegation.start <= context.now && context.now < context.delegation.end
    && [context.authority].containsAll(context.via.persons))) };

@id("hard.fresh-facts") @says("The facts this rests on are older than a day; read the sources again.")
forbid (principal, action in Action::"authority", resource)
unless { context.factsAge <= 86400 };

@id("hard.mandate-narrow") @says("A standing mandate carries out nothing here but putting back what a signed decision changed.")
forbid (principal, action in [Action::"approve", Action::"execute"], resource)
unless { resource.basis == Basis::"decision" };

@id("hard.expiry") @says("What a decision gave until a date is taken back at that date, as those who signed it mandated.")
permit (principal is Machine, action == Action::"expire", resource is Ending);

@id("hard.expiry-signed") @says("Nobody's signature mandates that this ends then.")
forbid (principal, action == Action::"expire", resource)
unless { resource.asSigned && !resource.signers.isEmpty() };

@id("hard.expiry-at-its-end") @says("The end that was signed has not come.")
forbid (principal, action == Action::"expire", resource)
unless { resource.trigger == Trigger::"clock" && resource.endsAt <= context.now };

@id("hard.expiry-narrows") @says("An end only takes access away; this would give some.")
forbid (principal, action == Action::"expire", resource)
unless { resource.reduces };

@id("hard.mandate") @says("A mandate that people signed has the enforcer make this change.")
permit (principal is Machine, action == Action::"fulfil", resource is Mandated);

@id("hard.mandate-signed") @says("Too few people who are independent of each other, or none who answers for standing decisions, stand behind these terms now.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.enough && !resource.signers.isEmpty() && resource.bounded };

@id("hard.mandate-in-force") @says("The mandate is not in force: it has not begun, its time is over, or somebody ended it.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.standing && resource.from <= context.now && context.now < resource.until };

@id("hard.mandate-under-cap") @says("As many changes were made under this mandate as its signers allowed, in a day or in all.")
forbid (principal, action == Action::"fulfil", resource)
unless { 0 < resource.leftToday && 0 < resource.leftInAll };

@id("hard.mandate-as-signed") @says("This is not what was signed: its conditions do not hold, it is out of scope, or it is another change.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.selected && resource.inScope && resource.fits };

@id("hard.mandate-trigger") @says("What set this off is nothing that the mandate names; the output of a model never is.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.triggerIsReal && resource.triggers.contains(resource.trigger) };

@id("hard.mandate-announced") @says("It was not announced for as long as was signed, or somebody objected: a person decides.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.announced && !resource.objected };

@id("hard.standing-order-reduces") @says("A standing order only takes access away.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"standing_order" || resource.reduces };

@id("hard.standing-order-reversible") @says("A standing order does nothing that cannot be put back.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"standing_order" || resource.reversible };

@id("hard.standing-order-low") @says("A standing order touches nothing above tier low.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"standing_order" || resource.tier == Tier::"low" };

@id("hard.standing-order-owned") @says("A standing order leaves alone what nobody owns and what several share: nobody could object.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"standing_order" || (resource.owned && resource.ownOnly) };

@id("hard.birthright-gives") @says("A lifecycle gives a person what its shape names, below tier high, and nothing else.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"lifecycle" || resource.reduces
  || (resource.mayGive && resource.subject == Kind::"person" && resource.tier != Tier::"high") };

@id("hard.no-answer-reduces") @says("That nobody answered takes access away, and never gives any.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"no_answer" || resource.reduces };

@id("hard.no-answer-reversible") @says("That nobody answered does nothing that cannot be put back.")
forbid (principal, action == Action::"fulfil", resource)
unless { resource.kind != Mandate::"no_answer" || resource.reversible };

@id("hard.return") @says("What a mandate changed is put back while it is watched, as those who signed it mandated.")
permit (principal is Machine, action == Action::"give_back", resource is GivingBack);

@id("hard.return-signed") @says("Nobody signed that this is watched and put back.")
forbid (principal, action == Action::"give_back", resource)
unless { resource.enough && !resource.signers.isEmpty() };

@id("hard.return-watched") @says("It is no longer watched; putting it back is a new decision.")
forbid (principal, action == Action::"give_back", resource)
unless { context.now < resource.watchedUntil };

@id("hard.return-exact") @says("It would give something that was not there before.")
forbid (principal, action == Action::"give_back", resource)
unless { resource.exact };

@id("hard.signed") @need("signature.current")
forbid (principal, action in [Action::"execute", Action::"reverse"], resource)
unless { context.met.contains(Need::"signature.current") };

@id("hard.key-only-reduces") @need("assurance.passkey")
forbid (principal, action == Action::"execute", resource)
unless { resource.reduces || context.met.contains(Need::"assurance.passkey") };

@id("hard.independent") @need("approval.independent.1")
forbid (principal, action == Action::"execute", resource)
unless { (resource has tier && resource.tier == Tier::"low") || context.met.contains(Need::"approval.independent.1") };

@id("hard.glass-own") @says("In an emergency one takes only what one asked for, for an account of one's own.")
forbid (principal, action == Action::"break_glass", resource)
unless { resource has interest && principal is Person && resource.interest.requester.contains(principal)
  && resource.interest.beneficiary.contains(principal) };

@id("hard.glass-bounds") @says("An emergency gives a right or a membership that can be taken back, and nothing else.")
forbid (principal, action == Action::"break_glass", resource)
unless { resource.reversible && !resource.reduces && resource.basis == Basis::"decision"
  && (resource.act == ActClass::"access.grant" || resource.act == ActClass::"role.assign") };

@id("hard.glass-short") @need("duration.PT4H")
forbid (principal, action == Action::"break_glass", resource)
unless { context.met.contains(Need::"duration.PT4H") };

@id("hard.glass-verified") @need("assurance.passkey")
forbid (principal, action == Action::"break_glass", resource)
unless { context.met.contains(Need::"assurance.passkey") };

@id("hard.glass-signed") @need("signature.current")
forbid (principal, action == Action::"break_glass", resource)
unless { context.met.contains(Need::"signature.current") };

@id("hard.glass-purpose") @need("evidence.purpose")
forbid (principal, action == Action::"break_glass", resource)
unless { context.met.contains(Need::"evidence.purpose") };

@id("hard.console-people") @says("Only a person signs, manages sources, keys and tokens, or administers.")
forbid (principal, action in [Action::"sign", Action::"manage_sources", Action::"manage_own", Action::"administer"], resource)
unless { principal is Person };

@id("hard.console-active") @says("Whoever calls is not active, or nobody answers for it.")
forbid (principal, action in Action::"console", resource)
unless { (principal is Person && principal.state == State::"active")
  || (principal is Machine && principal.state == State::"active" && principal has owner) };

@id("hard.console-view-scope") @says("The token has no scope to view.")
forbid (principal, action == Action::"view", resource)
unless { principal is Person || context.scopes.contains(Scope::"view") };

@id("hard.console-operate-scope") @says("The token has no scope to operate.")
forbid (principal, action == Action::"operate", resource)
unless { principal is Person || context.scopes.contains(Scope::"operate") };

@id("hard.policy-edit-people") @says("People edit policy; two governors sign.")
permit (principal is Person, action in [Action::"request", Action::"execute"], resource is Change)
when { resource.act == ActClass::"policy.edit" && resource.subject == Kind::"governance" && principal.state == State::"active" };

@id("hard.policy-edit-governor") @says("A governor can sign another set of policies.")
permit (principal is Person, action == Action::"approve", resource is Change)
when { resource.act == ActClass::"policy.edit" && context.role == Role::"governor"
  && resource has holders && resource.holders.governor.contains(context.authority) };

@id("hard.policy-edit-signers") @need("approval.governor.2")
forbid (principal, action == Action::"execute", resource)
when { resource.act == ActClass::"policy.edit" }
unless { context.met.contains(Need::"approval.governor.2") };

@id("hard.policy-edit-simulated") @need("evidence.simulation")
forbid (principal, action == Action::"execute", resource)
when { resource.act == ActClass::"policy.edit" }
unless { context.met.contains(Need::"evidence.simulation") };

@id("hard.policy-edit-assurance") @need("assurance.passkey")
forbid (principal, action == Action::"execute", resource)
when { resource.act == ActClass::"policy.edit" }
unless { context.met.contains(Need::"assurance.passkey") };
`;

const pinned = '8fa396ef859f569a4e96c02992baba01d94685e335cbaf1ead8b6a2f30b0e323';

/** The fixed policies' Cedar text. Throws Fault `check_failed` when it is not the text this version was released with. */
export const fixedPolicies = (): string => pinnedText(text, pinned);

/** `content` if its SHA-256 is `digest`; otherwise throws, so that nothing starts on policies that were touched. */
export function pinnedText(content: string, digest: string): string {
  const found = digestOf(content);
  if (found !== digest)
    throw new Fault(
      'check_failed',
      `The fixed policies have digest \`${found}\`; this version was released with \`${digest}\`.`,
      { next: 'Install Countersign again from a source you trust.' },
    );
  return content;
}
