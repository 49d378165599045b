/** What faces name of notices: the closed lists that `src/notify/` keeps. */
export { authorities, channelKinds, deliveryStates, kindNames, reaches } from '../../notify/index.ts';
