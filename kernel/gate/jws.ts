import { canonicalText } from "../canonical.ts"

/**
 * The bytes that are signed with a key to make a JWS in compact form (RFC 7515 §5.1) of claims, and how to finish it.
 * @param type says what it is (RFC 8725 §3.11), so that it is taken for nothing else that the same key signs
 */
export const jwsToSign = (keyId: string, type: string) => {
  const header = base64urlOfText(canonicalText({ alg: "EdDSA", kid: keyId, typ: type }))
  return (claims: object) => {
    const signingInput = `${header}.${base64urlOfText(canonicalText(claims))}`
    return {
      bytes: encoder.encode(signingInput),
      signed: (signature: Uint8Array) => `${signingInput}.${base64url(signature)}`,
    }
  }
}

const encoder = new TextEncoder()

const ASCII = /^[\x20-\x7e]*$/
/** Of the UTF-8 of a text; of ASCII each character is its own byte. */
const base64urlOfText = (text: string): string =>
  ASCII.test(text) ? base64urlOf(text) : base64url(encoder.encode(text))

/** Of what is small: all bytes are handed over at once. */
const base64url = (bytes: Uint8Array): string => base64urlOf(String.fromCharCode(...bytes))

/** Of bytes as `btoa` takes them, a character each. */
const base64urlOf = (binary: string): string =>
  btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
