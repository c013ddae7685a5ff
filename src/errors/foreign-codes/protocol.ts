import type { Words } from '../error-kinds.ts'

/** What is read: HTTP, WebSocket frames, bodies. */
export const protocolWords: Words = {
  // llhttp
  HPE_INTERNAL: 'unreadable',
  HPE_STRICT: 'unreadable',
  HPE_CR_EXPECTED: 'unreadable',
  HPE_LF_EXPECTED: 'unreadable',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'unreadable',
  HPE_UNEXPECTED_SPACE: 'unreadable',
  HPE_INVALID_CONSTANT: 'unreadable',
  HPE_INVALID_VERSION: 'unreadable',
  HPE_INVALID_STATUS: 'unreadable',
  HPE_INVALID_HEADER_TOKEN: 'unreadable',
  HPE_INVALID_CONTENT_LENGTH: 'unreadable',
  HPE_INVALID_CHUNK_SIZE: 'unreadable',
  HPE_INVALID_EOF_STATE: 'unreadable',
  HPE_INVALID_TRANSFER_ENCODING: 'unreadable',
  HPE_HEADER_OVERFLOW: 'unreadable',
  HPE_CLOSED_CONNECTION: 'interrupted',
  // ws
  WS_ERR_EXPECTED_FIN: 'unreadable',
  WS_ERR_EXPECTED_MASK: 'unreadable',
  WS_ERR_INVALID_CLOSE_CODE: 'unreadable',
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: 'unreadable',
  WS_ERR_INVALID_OPCODE: 'unreadable',
  WS_ERR_INVALID_UTF8: 'unreadable',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'unreadable',
  WS_ERR_UNEXPECTED_MASK: 'unreadable',
  WS_ERR_UNEXPECTED_RSV_1: 'unreadable',
  WS_ERR_UNEXPECTED_RSV_2_3: 'unreadable',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'unreadable',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'unreadable',
  // zlib
  Z_BUF_ERROR: 'unreadable',
  Z_DATA_ERROR: 'unreadable',
  Z_NEED_DICT: 'unreadable',
  Z_STREAM_ERROR: 'unreadable',
  // ours
  UnreadableAnswer: 'unreadable',
}
