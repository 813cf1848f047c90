import serialize from "canonicalize"

export const canonicalize = (value: unknown): Uint8Array => new TextEncoder().encode(serialize(value))
export const parseJson = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))
