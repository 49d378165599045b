/**
 * Everything that leaves to tell people of something: by mail, Slack, Microsoft Teams and signed webhooks. In: notices of what
 * happened or waits, and what each person chose. Out: messages, each saying whether it is advice, a decision or an effect, kept
 * until their channel took them. It decides nothing: no message gives access, and nothing is approved by one.
 */
export { checkedEndpoint, channelKinds, endpointSchema, readEndpoint } from './channels/endpoint.ts';
export type { ChannelKind, Endpoint } from './channels/endpoint.ts';
export { refuseAddress } from './channels/address-guard.ts';
export type { Reach } from './channels/address-guard.ts';
export { send } from './channels/send.ts';
export { authorities, isNoticeKind, kindNames, noticeKinds } from './kinds.ts';
export type { Authority, NoticeKind, Timing } from './kinds.ts';
export { compose } from './message.ts';
export type { Message, Notice } from './message.ts';
export { checkedPreference, isGivenUp, pauseSeconds, sendAt, usualPreference } from './preference.ts';
export type { Preference } from './preference.ts';
export { channelByNo, closeChannel, keepChannel, listChannels, reaches } from './kept/channels.ts';
export type { Channel, Reaches } from './kept/channels.ts';
export {
  claimDelivery,
  countsByChannel,
  deliveryStates,
  dueDeliveries,
  keepDelivery,
  listDeliveries,
  noteFailure,
  noteGoing,
  settleDelivery,
  waitingBy,
} from './kept/deliveries.ts';
export type { Delivery, DeliveryPlace, DeliveryState } from './kept/deliveries.ts';
export {
  dropNotices,
  dueReceivers,
  giveNotices,
  holdNotices,
  keepLooked,
  keepNotices,
  lookedUntil,
  nextDue,
} from './kept/notices.ts';
export type { NoticeFor } from './kept/notices.ts';
export { claimDigest, dueDigests, expectDigests, keepPreference, preferenceOf } from './kept/preferences.ts';
export { notifySteps } from './schema.ts';
