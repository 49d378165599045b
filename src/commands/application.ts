import { can, suggest, whatCan, whatOn, whoCan } from './access.ts';
import { changes } from './changes.ts';
import { dormant } from './dormant.ts';
import { openClose, takeClose } from './campaigns/close.ts';
import { listEffects } from './campaigns/effects.ts';
import { handOn } from './campaigns/hand-on.ts';
import { openLaunchOf, previewOf } from './campaigns/begin.ts';
import { takeLaunch } from './campaigns/launch.ts';
import { listCampaigns, showCampaign } from './campaigns/show.ts';
import { proposeSilence } from './campaigns/silence.ts';
import { designOfTemplate, listTemplates, retireTemplate, saveTemplate } from './campaigns/templates.ts';
import { itemOfWhole, itemsOfWhole } from './campaigns/whole.ts';
import { answerReview, takeBackReview } from './reviews/answer.ts';
import { handOnReview } from './reviews/hand-on.ts';
import { reviewItem } from './reviews/item.ts';
import { reviewPage } from './reviews/page.ts';
import {
  myQuality,
  openReviewSubmission,
  qualityOfCampaign,
  takeReviewSubmission,
} from './reviews/submission.ts';
import { checkDuties } from './duties/check-duties.ts';
import { blastRadius, chokePoints, couldBecome, paths } from './escalation.ts';
import { approvalRings } from './approvers/rings.ts';
import { orgAround, orgProblems } from './approvers/org.ts';
import { reassign } from './approvers/reassign.ts';
import { openRecusal, recuse } from './approvers/recuse.ts';
import { delegate, openDelegation } from './delegations/delegate.ts';
import { endDelegation, openDelegationEnd } from './delegations/end-delegation.ts';
import { listDelegations } from './delegations/list-delegations.ts';
import { listInbox } from './inbox/list-inbox.ts';
import { decideBatch, openBatchOf } from './decide-batch.ts';
import { decide, openDecisionOn, openRestoreOf, restore } from './decisions.ts';
import { followChanges } from './events.ts';
import { askForPlan, callOffPlan, executionState } from './asking/ask-for-plan.ts';
import { execute } from './executions.ts';
import { findDrift } from './drift/find-drift.ts';
import { rehearse } from './rehearsals.ts';
import { fileMany, weighFindings } from './file-many.ts';
import { facetsOfFindings, groupsOfFindings } from './findings-grouped.ts';
import { listOfFindings, showFinding } from './findings.ts';
import { facetsOfIdentities, listOfIdentities } from './identities.ts';
import { showConsumers } from './consumers/show-consumers.ts';
import { justifyOf } from './justify.ts';
import { natureOf } from './natures.ts';
import { askFor, asksOf } from './lifecycle/ask-for.ts';
import { bundleToGive } from './bundles/give.ts';
import { showWhatIf } from './what-if/keep.ts';
import { dutiesAsked, makeAsked, supposeAsked } from './what-if/asked.ts';
import { whatIfOfCase } from './what-if/of-case.ts';
import { bundleWhatIf, listOfBundles, versionsOfBundle } from './lifecycle/bundles.ts';
import { previewLives } from './lifecycle/preview.ts';
import { openRelease, takeRelease } from './lifecycle/release.ts';
import { lifeEvent, lifeTimeline } from './lifecycle/timeline.ts';
import { leastPrivilegeOf } from './least-privilege.ts';
import { identityPage } from './identity-page.ts';
import { addLogAt, listOfLogs, readLogNow, removeLogNamed, unknownActors } from './logs.ts';
import { profileOf } from './profiles.ts';
import { proofOfEntry, showEntries } from './ledger.ts';
import {
  listOfProposals,
  openRequest,
  proposeByPerson,
  proposeFromFinding,
  showProposal,
} from './proposals.ts';
import {
  end as endMandate,
  list as listOfMandates,
  openEnd as openMandateEndOf,
  openSigning as openMandateOf,
  propose as proposeMandateOf,
  show as showMandate,
  sign as signMandate,
} from './mandates/mandates.ts';
import { carryUnder } from './mandates/carry-under.ts';
import { casesOf } from './case/cases-of.ts';
import { objectTo } from './mandates/object.ts';
import { openPolicySigning, signPolicyChange } from './law/activate-policy.ts';
import { historyOfLaw } from './law/activations.ts';
import { filesOfCandidate, listOfCandidates } from './law/candidates.ts';
import {
  filePolicyChange,
  listOfPolicyChanges,
  openPolicyChange,
  showPolicyChange,
  simulateAgain,
} from './law/policy-change.ts';
import { shadowReport } from './law/shadow.ts';
import { openPolicyWithdrawal, withdrawPolicyChange } from './law/withdraw-policy.ts';
import { rightsOf } from './law/rights-of.ts';
import { namesOfPeople } from './people-names.ts';
import { findPeople } from './people-search.ts';
import { decisionRights, listOfPolicies, policiesInForce } from './policies/in-force.ts';
import { policiesToBegin } from './policies/to-begin.ts';
import { testCase } from './policies/test-case.ts';
import { consoleRights, testConsoleCall } from './policies/test-console.ts';
import { bootstrap, listSigners, openBootstrap, speaksForAnother, subjectOfEstatePerson } from './signers.ts';
import { beginChange, signChange, waitingChanges } from './shared-changes.ts';
import { changeSigner, openSignerChange } from './signer-changes.ts';
import {
  openRegistration,
  registeredPasskey,
  takeRegistration,
  waitingPasskeys,
} from './passkeys/register.ts';
import { openRegistrationHere } from './passkeys/register-here.ts';
import { openSigning, signatureFrom } from './passkeys/sign.ts';
import { changeProvider, openProviderChange, showProvider } from './oidc/set-provider.ts';
import { beginByProvider, finishByProvider } from './oidc/sign-in.ts';
import { addChannel, removeChannel, showChannels, showDeliveries, testChannel } from './notices/channels.ts';
import { choosePreference, showPreference } from './notices/preferences.ts';
import { remindCampaign } from './notices/remind-campaign.ts';
import { overview } from './overview.ts';
import { aboutCase } from './requests/about-case.ts';
import { requestCatalogue } from './requests/catalogue.ts';
import {
  breakGlass,
  emergencies,
  openEmergencyReview,
  openGlassOn,
  reviewEmergency,
} from './requests/glass.ts';
import { lookAtRequest } from './requests/look.ts';
import { myRequests, personOfKey } from './requests/my-requests.ts';
import { narrowProposal, noteOn, openNoteOn } from './requests/notes.ts';
import { replayList, replayShow } from './replay.ts';
import { previewSource } from './preview-source.ts';
import {
  addSourceAt,
  listConnectors,
  listOfSources,
  pause,
  readAndEvaluate,
  remove,
  resume,
} from './sources.ts';
import { findRollback, openRollback, takeRollback } from './rollback/rollback.ts';
import { beginRollout, listOfRollouts, setRollout, showRollout } from './rollouts/rollouts.ts';
import { suggestRolesOf } from './suggest-roles.ts';
import { createView, listOfViews, removeView, showView, updateView } from './saved-views.ts';
import { statusOf } from './status.ts';
import { listWindows } from './windows/list-windows.ts';
import { listLeases, takeLease } from './windows/leases.ts';
import { returnEarly } from './windows/return-early.ts';
import { beginVisit } from './visits.ts';
import {
  createToken,
  endToken,
  entrantOfSession,
  signOutElsewhere,
  entrantOfToken,
  linkForKey,
  mayCall,
  stillEntitled,
  openKeySignIn,
  openPasskeySignIn,
  beginByPasskey,
  sessionsOf,
  setupLink,
  signOut,
  tokensOf,
  useLink,
  whoAmI,
  becomeFirst,
  ledgerBegun,
} from './signin.ts';
import type { System } from './system.ts';

/** A use case with its system already given: what a face calls. */
const bind =
  <R extends readonly unknown[], T>(system: System, use: (system: System, ...rest: R) => T) =>
  (...rest: R): T =>
    use(system, ...rest);

/** Every use case, bound to one wired system: all that the API can do. */
export const createApplication = (system: System) => ({
  status: bind(system, statusOf),
  overview: { show: bind(system, overview), visit: bind(system, beginVisit) },
  sources: {
    add: bind(system, addSourceAt),
    list: bind(system, listOfSources),
    read: bind(system, readAndEvaluate),
    connectors: bind(system, listConnectors),
    preview: bind(system, previewSource),
    pause: bind(system, pause),
    resume: bind(system, resume),
    remove: bind(system, remove),
  },
  logs: {
    add: bind(system, addLogAt),
    list: bind(system, listOfLogs),
    read: bind(system, readLogNow),
    remove: bind(system, removeLogNamed),
    unknown: bind(system, unknownActors),
    profile: bind(system, profileOf),
  },
  findings: {
    list: bind(system, listOfFindings),
    groups: bind(system, groupsOfFindings),
    facets: bind(system, facetsOfFindings),
    show: bind(system, showFinding),
    weigh: bind(system, weighFindings),
    fileMany: bind(system, fileMany),
  },
  identities: {
    list: bind(system, listOfIdentities),
    facets: bind(system, facetsOfIdentities),
    show: bind(system, identityPage),
    nature: bind(system, natureOf),
  },
  access: {
    whoCan: bind(system, whoCan),
    can: bind(system, can),
    whatCan: bind(system, whatCan),
    whatOn: bind(system, whatOn),
    suggest: bind(system, suggest),
    leastPrivilege: bind(system, leastPrivilegeOf),
    justify: bind(system, justifyOf),
    consumers: bind(system, showConsumers),
  },
  roles: {
    suggest: bind(system, suggestRolesOf),
  },
  duties: {
    check: bind(system, checkDuties),
  },
  lifecycle: {
    timeline: bind(system, lifeTimeline),
    show: bind(system, lifeEvent),
    preview: bind(system, previewLives),
    asks: bind(system, asksOf),
    ask: bind(system, askFor),
    openRelease: bind(system, openRelease),
    release: bind(system, takeRelease),
  },
  bundles: {
    list: bind(system, listOfBundles),
    show: bind(system, versionsOfBundle),
    whatIf: bind(system, bundleWhatIf),
    give: bind(system, bundleToGive),
  },
  whatIfs: {
    suppose: bind(system, supposeAsked),
    make: bind(system, makeAsked),
    show: bind(system, showWhatIf),
    ofCase: bind(system, whatIfOfCase),
    ofDuties: bind(system, dutiesAsked),
  },
  escalation: {
    paths: bind(system, paths),
    couldBecome: bind(system, couldBecome),
    blastRadius: bind(system, blastRadius),
    chokePoints: bind(system, chokePoints),
  },
  changed: {
    list: bind(system, changes),
    dormant: bind(system, dormant),
  },
  replay: { list: bind(system, replayList), show: bind(system, replayShow) },
  views: {
    list: bind(system, listOfViews),
    show: bind(system, showView),
    create: bind(system, createView),
    change: bind(system, updateView),
    remove: bind(system, removeView),
  },
  proposals: {
    list: bind(system, listOfProposals),
    show: bind(system, showProposal),
    fromFinding: bind(system, proposeFromFinding),
    openRequest: bind(system, openRequest),
    request: bind(system, proposeByPerson),
  },
  requests: {
    catalogue: bind(system, requestCatalogue),
    look: bind(system, lookAtRequest),
    mine: bind(system, myRequests),
    personOfKey: bind(system, personOfKey),
    about: bind(system, aboutCase),
    openNote: bind(system, openNoteOn),
    note: bind(system, noteOn),
    narrow: bind(system, narrowProposal),
    openGlass: bind(system, openGlassOn),
    breakGlass: bind(system, breakGlass),
    emergencies: bind(system, emergencies),
    openEmergencyReview: bind(system, openEmergencyReview),
    reviewEmergency: bind(system, reviewEmergency),
  },
  decisions: {
    open: bind(system, openDecisionOn),
    take: bind(system, decide),
    openBatch: bind(system, openBatchOf),
    takeBatch: bind(system, decideBatch),
  },
  campaigns: {
    preview: bind(system, previewOf),
    openLaunch: bind(system, openLaunchOf),
    launch: bind(system, takeLaunch),
    list: bind(system, listCampaigns),
    show: bind(system, showCampaign),
    items: bind(system, itemsOfWhole),
    item: bind(system, itemOfWhole),
    handOn: bind(system, handOn),
    effects: bind(system, listEffects),
    silence: bind(system, proposeSilence),
    templates: bind(system, listTemplates),
    template: bind(system, designOfTemplate),
    saveTemplate: bind(system, saveTemplate),
    retireTemplate: bind(system, retireTemplate),
    openClose: bind(system, openClose),
    close: bind(system, takeClose),
  },
  delegations: {
    list: bind(system, listDelegations),
    open: bind(system, openDelegation),
    sign: bind(system, delegate),
    openEnd: bind(system, openDelegationEnd),
    end: bind(system, endDelegation),
  },
  approvers: {
    openRecusal: bind(system, openRecusal),
    recuse: bind(system, recuse),
    reassign: bind(system, reassign),
    rings: bind(system, approvalRings),
    org: bind(system, orgAround),
    orgProblems: bind(system, orgProblems),
  },
  inbox: { list: bind(system, listInbox) },
  notifications: {
    channels: bind(system, showChannels),
    addChannel: bind(system, addChannel),
    removeChannel: bind(system, removeChannel),
    testChannel: bind(system, testChannel),
    deliveries: bind(system, showDeliveries),
    preference: bind(system, showPreference),
    choose: bind(system, choosePreference),
    remindCampaign: bind(system, remindCampaign),
  },
  reviews: {
    page: bind(system, reviewPage),
    item: bind(system, reviewItem),
    answer: bind(system, answerReview),
    takeBack: bind(system, takeBackReview),
    handOn: bind(system, handOnReview),
    openSubmission: bind(system, openReviewSubmission),
    submit: bind(system, takeReviewSubmission),
    quality: bind(system, myQuality),
    together: bind(system, qualityOfCampaign),
  },
  executions: {
    run: bind(system, execute),
    rehearse: bind(system, rehearse),
    drift: (): ReturnType<typeof findDrift> => findDrift(system),
    ask: bind(system, askForPlan),
    callOff: bind(system, callOffPlan),
    show: bind(system, executionState),
    openRestore: bind(system, openRestoreOf),
    restore: bind(system, restore),
  },
  rollbacks: {
    find: bind(system, findRollback),
    open: bind(system, openRollback),
    take: bind(system, takeRollback),
  },
  rollouts: {
    begin: bind(system, beginRollout),
    list: bind(system, listOfRollouts),
    show: bind(system, showRollout),
    set: bind(system, setRollout),
  },
  windows: {
    list: bind(system, listWindows),
    returnEarly: bind(system, returnEarly),
    leases: bind(system, listLeases),
    takeLease: bind(system, takeLease),
  },
  mandates: {
    propose: bind(system, proposeMandateOf),
    nominate: bind(system, carryUnder),
    open: bind(system, openMandateOf),
    sign: bind(system, signMandate),
    openEnd: bind(system, openMandateEndOf),
    end: bind(system, endMandate),
    list: bind(system, listOfMandates),
    show: bind(system, showMandate),
    object: (asked: Parameters<typeof objectTo>[1]) => objectTo({ ...system, cases: casesOf(system) }, asked),
  },
  policies: {
    inForce: bind(system, policiesInForce),
    list: bind(system, listOfPolicies),
    rights: bind(system, decisionRights),
    consoleRights: bind(system, consoleRights),
    test: bind(system, testCase),
    testConsole: bind(system, testConsoleCall),
    toBegin: bind(system, policiesToBegin),
  },
  law: {
    proposals: bind(system, listOfPolicyChanges),
    show: bind(system, showPolicyChange),
    open: bind(system, openPolicyChange),
    file: bind(system, filePolicyChange),
    simulate: bind(system, simulateAgain),
    openSigning: bind(system, openPolicySigning),
    sign: bind(system, signPolicyChange),
    shadow: bind(system, shadowReport),
    openWithdrawal: bind(system, openPolicyWithdrawal),
    withdraw: bind(system, withdrawPolicyChange),
    candidates: bind(system, listOfCandidates),
    candidate: bind(system, filesOfCandidate),
    history: bind(system, historyOfLaw),
    rightsOf: bind(system, rightsOf),
  },
  people: { names: bind(system, namesOfPeople), find: bind(system, findPeople) },
  signers: {
    list: bind(system, listSigners),
    person: bind(system, subjectOfEstatePerson),
    speaksForAnother: bind(system, speaksForAnother),
    openBootstrap: bind(system, openBootstrap),
    bootstrap: bind(system, bootstrap),
    openChange: bind(system, openSignerChange),
    change: bind(system, changeSigner),
    beginChange: bind(system, beginChange),
    signChange: bind(system, signChange),
    waiting: bind(system, waitingChanges),
  },
  passkeys: {
    openRegistration: bind(system, openRegistration),
    openRegistrationHere: bind(system, openRegistrationHere),
    register: bind(system, takeRegistration),
    registered: bind(system, registeredPasskey),
    waiting: bind(system, waitingPasskeys),
    openSigning: bind(system, openSigning),
    signature: bind(system, signatureFrom),
  },
  signin: {
    ledger: bind(system, ledgerBegun),
    open: bind(system, openKeySignIn),
    openPasskey: bind(system, openPasskeySignIn),
    byPasskey: bind(system, beginByPasskey),
    linkForKey: bind(system, linkForKey),
    setupLink: bind(system, setupLink),
    openProvider: bind(system, beginByProvider),
    byProvider: bind(system, finishByProvider),
    useLink: bind(system, useLink),
    becomeFirst: bind(system, becomeFirst),
    entrantOfSession: bind(system, entrantOfSession),
    entrantOfToken: bind(system, entrantOfToken),
    stillEntitled: bind(system, stillEntitled),
    may: bind(system, mayCall),
    whoAmI: bind(system, whoAmI),
    sessions: bind(system, sessionsOf),
    endSession: bind(system, signOut),
    endElsewhere: bind(system, signOutElsewhere),
    tokens: bind(system, tokensOf),
    createToken: bind(system, createToken),
    endToken: bind(system, endToken),
  },
  provider: {
    show: bind(system, showProvider),
    openChange: bind(system, openProviderChange),
    change: bind(system, changeProvider),
  },
  events: { follow: bind(system, followChanges) },
  ledger: {
    show: bind(system, showEntries),
    proof: bind(system, proofOfEntry),
  },
});

export type Application = ReturnType<typeof createApplication>;
