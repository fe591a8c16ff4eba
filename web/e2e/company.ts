import { randomInt, randomUUID } from "node:crypto";

/** `door`: the API again, behind a door that can be told to fail (tests/browser/door.py). */
export type Places = { base: string; twin: string; control: string; door: string };

export const places = (): Places => JSON.parse(process.env.PYTAKE_STACK ?? "{}") as Places;

/** A company of its own for a test: registered over the API, with a number whose provider is the twin. */
export class Company {
  readonly email = `ana-${randomUUID().slice(0, 8)}@provedor.example`;
  readonly password = "uma-senha-bem-longa";
  readonly name = `Provedor ${randomUUID().slice(0, 6)}`;
  token = "";
  tenantId = "";
  userId = "";
  numberId = "";
  readonly phoneNumberId = String(randomInt(10 ** 12, 10 ** 13));
  readonly wabaId = String(randomInt(10 ** 12, 10 ** 13));
  private readonly secret = randomUUID();

  static async open({ number = true } = {}): Promise<Company> {
    const company = new Company();
    const issued = await company.call<{ token: string; user: { id: string }; tenant: { id: string } }>(
      "POST",
      "/api/v1/auth/register",
      { company: company.name, name: "Ana Administradora", email: company.email, password: company.password },
    );
    company.token = issued.token;
    company.userId = issued.user.id;
    company.tenantId = issued.tenant.id;
    if (number) await company.connect();
    return company;
  }

  /** Asks the API as the administrator, or with another token. */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token = this.token,
  ): Promise<T> {
    const response = await fetch(places().base + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async connect(): Promise<void> {
    const number = await this.call<{ id: string; webhook_verify_token: string }>("POST", "/api/v1/whatsapp-configs", {
      name: "Atendimento",
      api_type: "official",
      phone_number: "+551155500100",
      phone_number_id: this.phoneNumberId,
      business_account_id: this.wabaId,
      base_url: places().twin,
      access_token: this.secret,
      app_secret: this.secret,
    });
    this.numberId = number.id;
    await this.twin("POST", "/twin/numbers", {
      phone_number_id: this.phoneNumberId,
      display_phone_number: "+551155500100",
      waba_id: this.wabaId,
      access_token: this.secret,
      app_secret: this.secret,
      verified_name: this.name,
      callback_url: `${places().base}/api/v1/whatsapp/webhook/${number.id}`,
      verify_token: number.webhook_verify_token,
    });
    await this.call("POST", `/api/v1/whatsapp-configs/${number.id}/activate`);
  }

  /** Talks to the twin, which stands for WhatsApp. */
  async twin<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(places().twin + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`twin ${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** A customer writes, presses or sends. */
  async says(phone: string, what: string | Record<string, unknown>, name = "Bia Cliente"): Promise<void> {
    const said = typeof what === "string" ? { text: what } : what;
    await this.twin("POST", `/twin/phones/${encodeURIComponent(phone)}/say`, { to: this.phoneNumberId, name, ...said });
  }

  /** What a customer's phone shows. */
  async phone(phone: string): Promise<{ kind: string; mine: boolean; text: string }[]> {
    const shown = await this.twin<{ events: { kind: string; mine: boolean; text: string }[] }>(
      "GET",
      `/twin/phones/${encodeURIComponent(phone)}?number=${this.phoneNumberId}`,
    );
    return shown.events.filter((event) => event.kind === "message");
  }
}

/** A mobile number nobody else in this run has. */
export const freshPhone = (): string => `+55119${String(randomInt(10 ** 7, 10 ** 8))}`;

async function control(path: string, body?: unknown): Promise<void> {
  const response = await fetch(places().control + path, {
    method: "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`control ${path}: ${await response.text()}`);
}

export const kill = (name: "serve" | "work") => control(`/kill/${name}`);
export const start = (name: "serve" | "work") => control(`/start/${name}`);

/** Lets a company's administrator administer the platform: what the command on the server does. */
export const appoint = (company: Company) => control(`/appoint/${company.email}`);

/** What the next requests of a browser meet at the door; status 0: no answer, until `calm`. */
export type Trouble = { browser: string; path: string; status: number; count?: number; retry_after?: number };
export const trouble = (order: Trouble) => control("/trouble", order);
export const calm = (browser: string) => control(`/calm/${browser}`);

/** Conversations by the thousand; the newest `talkative` of them with `messages` messages each. */
export const seed = (company: Company, conversations: number, talkative: number, messages: number) =>
  control("/seed", {
    tenant_id: company.tenantId,
    number_id: company.numberId,
    conversations,
    talkative,
    messages,
  });
