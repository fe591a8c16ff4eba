import { ShieldCheck } from "lucide-react";
import { type FormEvent, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { reread } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Badge, Button, Card, CopyField, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds } from "../api";

const Codes = lazily(() => import("./TwoFactorDialogs"), "CodesDialog");
const Ending = lazily(() => import("./TwoFactorDialogs"), "EndDialog");
const FIELDS = ["code"] as const;

type BegunProps = { secret: string; uri: string; picture: string; onOn: (codes: string[]) => void };

function Begun({ secret, uri, picture, onOn }: BegunProps) {
  const { t } = useTranslation("profile");
  const [code, setCode] = useState("");
  const { errors, clear, set: wrongAt } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) => deeds.confirmMfa(key, code.replace(/\s/g, "")),
      failed: (error) => wrongAt("code", error instanceof Error ? error.message : ""),
      after: (answer) => onOn(answer.recovery_codes ?? []),
    });
  };
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-4">
      <p className="text-sm text-fg-2">{t(($) => $.mfa.how)}</p>
      {/* White in both themes: a camera needs the code dark on light. */}
      <img
        src={picture}
        alt={t(($) => $.mfa.picture)}
        className="size-52 rounded-control border border-line bg-white [image-rendering:pixelated]"
      />
      <CopyField label={t(($) => $.mfa.secret)} value={secret} />
      <a href={uri} className="inline-block min-h-6 w-fit text-sm font-medium text-brand-fg underline">
        {t(($) => $.mfa.open)}
      </a>
      <Field
        label={t(($) => $.mfa.code)}
        inputMode="numeric"
        autoComplete="one-time-code"
        mono
        value={code}
        error={errors.code}
        onChange={(value) => {
          clear();
          setCode(value);
        }}
        isRequired
        className="max-w-52"
      />
      <div>
        <Button type="submit" look="primary" size="form" busy={busy}>
          {t(($) => $.mfa.confirm)}
        </Button>
      </div>
    </form>
  );
}

/** A second proof at sign-in: begun with a key, on with the first right code. */
export function TwoFactorCard({ on }: { on: boolean }) {
  const { t } = useTranslation("profile");
  const [begun, setBegun] = useState<Omit<BegunProps, "onOn"> | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [ending, setEnding] = useState(false);
  const { busy, act } = useDeed();
  const begin = () =>
    act({
      run: deeds.beginMfa,
      after: (told) =>
        setBegun({ secret: told.secret ?? "", uri: told.otpauth_uri ?? "", picture: told.otpauth_qr ?? "" }),
    });
  return (
    <Card title={t(($) => $.mfa.title)} end={on && <Badge tone="brand">{t(($) => $.mfa.on)}</Badge>}>
      <p className="text-sm text-fg-2">{t(($) => (on ? $.mfa.onHint : $.mfa.off))}</p>
      {on ? (
        <Button className="mt-3" onPress={() => setEnding(true)}>
          {t(($) => $.mfa.end)}
        </Button>
      ) : begun ? (
        <Begun
          {...begun}
          onOn={(found) => {
            setBegun(null);
            setCodes(found);
          }}
        />
      ) : (
        <Button className="mt-3" icon={<ShieldCheck aria-hidden />} busy={busy} onPress={() => void begin()}>
          {t(($) => $.mfa.begin)}
        </Button>
      )}
      <Suspense>
        {codes && (
          <Codes
            codes={codes}
            onClose={() => {
              setCodes(null);
              void reread();
            }}
          />
        )}
        {ending && <Ending onClose={() => setEnding(false)} />}
      </Suspense>
    </Card>
  );
}
