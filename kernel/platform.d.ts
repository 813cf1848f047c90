/**
 * All that the kernel takes from its platform beyond ECMAScript: how texts become bytes (WHATWG Encoding, Infra §7). Each is a
 * pure function of what it is given; a clock, randomness, an environment or a socket has no name here, and so no type.
 */

interface TextEncoder {
  readonly encode: (text?: string) => Uint8Array<ArrayBuffer>
}
declare const TextEncoder: new () => TextEncoder

interface TextDecoder {
  readonly decode: (bytes?: Uint8Array, options?: { readonly stream?: boolean }) => string
}
declare const TextDecoder: new (
  label?: "utf-8",
  options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
) => TextDecoder

declare const btoa: (latin1: string) => string
