type Key = JsonWebKey & { kid?: string };
export type Verdict = "holds" | "broken" | "noKey";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

/** Is the signature of a compact JWS (RS256) that of one of these keys? */
export async function verdictOf(jws: string, keys: Key[]): Promise<Verdict> {
  const [head = "", body = "", mark = ""] = jws.split(".");
  try {
    const { alg, kid } = JSON.parse(new TextDecoder().decode(bytesOf(head))) as { alg?: string; kid?: string };
    if (alg !== "RS256") return "broken";
    const known = keys.find((key) => key.kid === kid);
    if (!known) return "noKey";
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("jwk", known, algorithm, false, ["verify"]);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    return (await crypto.subtle.verify(algorithm, key, bytesOf(mark), signed)) ? "holds" : "broken";
  } catch {
    return "broken";
  }
}
