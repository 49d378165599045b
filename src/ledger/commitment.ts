import { sha256 } from './hashing.ts';

/** First bytes under every blob commitment, so that it can never equal a digest of another kind of thing. */
export const blobTag = 'countersign/blob/v1\n';

/** SHA-256(tag ‖ 32-byte salt ‖ content in UTF-8), lower-case hex. */
export const commitmentOf = (salt: Uint8Array, content: string): string =>
  sha256(Buffer.concat([Buffer.from(blobTag), salt, Buffer.from(content)])).toString('hex');
