import { it as property } from "@fast-check/vitest"
import fc from "fast-check"
import { expect } from "vitest"
import { digestOf as openssl } from "../../adapters/digest.ts"
import { Digest, digestOf } from "../../kernel/digest.ts"

property.prop([fc.uint8Array({ maxLength: 300 })])("OpenSSL's SHA-256 is the kernel's, of any bytes", (bytes) => {
  expect(openssl(bytes)).toBe(digestOf(bytes))
  expect(Digest.parse(openssl(bytes))).toBe(openssl(bytes))
})
