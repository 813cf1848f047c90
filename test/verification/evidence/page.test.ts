import { describe, expect, it } from "vitest"
import { html } from "../../../verification/evidence/html.ts"
import { pageOf } from "../../../verification/evidence/page.ts"
import { runOf } from "../../../verification/evidence/tests.ts"
import { certificate, certified, certifiedBy, control, judged, objective, report } from "./findings.ts"

const page = (changed: Parameters<typeof judged>[0] = {}, of = control(), written: object | null = certificate()) =>
  pageOf({
    ...judged(changed, of),
    generated: "2030-01-01T00:00:00.000Z",
    deployment: "the gate in a test.",
    certificates: { house: certified("house", written), garden: certified("garden", written) },
  })

/** The page as it is read: any blank is one. */
const read = (...told: Parameters<typeof page>) => page(...told).replace(/\s+/g, " ")

describe("the page", () => {
  it("says for what it claims, and that a library satisfies nothing by itself", () => {
    expect(read()).toContain("A library satisfies no control by itself.")
    expect(read()).toContain("the reference deployment: the gate in a test.")
  })

  it("says what became of every control, objective, site and test", () => {
    for (const text of [
      "XX-1",
      "implemented",
      "xx-1_obj.b",
      "house/isGood@go",
      "garden/isGood@go",
      "Only good ones pass.",
      "Only green ones pass.",
      "garden/itGrows",
      "It rains.",
      "10 passed, 0 failed",
    ])
      expect(read()).toContain(text)
    expect(read()).not.toContain('class="falls"')
    expect(read()).not.toContain("for the part that is claimed")
  })

  it("says why a row is not satisfied", () => {
    const fallen = read({ run: runOf(report({ "xx-1_obj.a > refuses bad ones": "failed" })) })
    expect(fallen).toContain("<li>failed: test/a.test.ts &gt; xx-1_obj.a &gt; refuses bad ones</li>")
    expect(fallen).toContain('<span class="status falls">not satisfied</span>')
  })

  it("calls what is partial so, and says why there is no certificate", () => {
    expect(read({}, control({ max: "partial" }))).toContain("satisfied</span>, for the part that is claimed")
    expect(read(certifiedBy(null), control(), null)).toContain("there is no certificate")
  })

  it("has no table of runs where a row claims nothing of them, and the certificate of each domain", () => {
    const none = control({ objectives: [objective("xx-1_obj.a", { liveness: [] })] })
    expect(read()).toContain("TLC says so")
    expect(read({}, none)).not.toContain("TLC says so")
    for (const domain of ["house", "garden"]) expect(read()).toContain(`<h3>${domain}</h3>`)
  })

  it("says of a domain what two runs of it show, and of another nothing of the kind", () => {
    expect(read()).toContain(
      "Two runs of the same machine side by side, of which <code>NothingDiffers</code> is said. It holds: yes, in 1 of 1 instances with 4 states. 1 of 1 sites bring it down when they are broken; 1 of 1 make a difference and protect something else.",
    )
    expect(read().split("Two runs of the same machine")).toHaveLength(2)
  })

  it("runs nothing and leads nowhere else", () => {
    expect(read()).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|https?:|url\(|@import/i)
    for (const [, to = ""] of page().matchAll(/href="([^"]*)"/g)) {
      expect(to).toMatch(/^#/)
      expect(read()).toContain(`id="${to.slice(1)}"`)
    }
  })

  it("takes what it is told as text", () => {
    const evil = `<script>"x" & 'y'</script>`
    const told = control({ title: evil, objectives: [objective("xx-1_obj.a", { claim: evil, notShown: [evil] })] })
    expect(read({}, told)).not.toContain("<script")
    expect(read({}, told)).toContain("&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;")
    expect(html`<p title="${evil}">${[html`${1}`, html`<b>${"<"}</b>`]}</p>`.markup).toBe(
      `<p title="&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;">1<b>&lt;</b></p>`,
    )
  })
})
