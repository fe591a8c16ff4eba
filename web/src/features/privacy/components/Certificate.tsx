import { Download, ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { raw } from "@/shared/api";
import { Banner, Button, CopyField, useDeed } from "@/shared/ui";
import { save } from "../api";
import { type Verdict, verdictOf } from "../certificate";

/** What proves that somebody is gone: on paper, as text, and checked here by the public key. */
export function Certificate({ id, jws }: { id: string; jws: string }) {
  const { t } = useTranslation("privacy");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const checking = useDeed();
  const taking = useDeed();
  const check = () =>
    void checking.act({
      run: async () => {
        const { keys } = (await (await raw("/.well-known/jwks.json")).json()) as { keys: JsonWebKey[] };
        return verdictOf(jws, keys);
      },
      after: setVerdict,
    });
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="text-sm font-semibold text-fg">{t(($) => $.one.certificate)}</h3>
        <p className="text-xs text-fg-3">{t(($) => $.one.certificateHint)}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<Download aria-hidden />}
          busy={taking.busy}
          onPress={() =>
            void taking.act({
              run: () => save(`/api/v1/privacy/requests/${id}/certificate`, `certificado-${id}.pdf`),
            })
          }
        >
          {t(($) => $.one.paper)}
        </Button>
        <Button icon={<ShieldCheck aria-hidden />} busy={checking.busy} onPress={check}>
          {t(($) => $.one.check)}
        </Button>
      </div>
      <div role="status">
        {verdict && (
          <Banner tone={verdict === "holds" ? "brand" : verdict === "noKey" ? "warn" : "danger"}>
            <span className="flex items-center gap-2 [&_svg]:size-4 [&_svg]:shrink-0">
              {verdict === "holds" ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
              {t(($) => $.one[verdict])}
            </span>
          </Banner>
        )}
      </div>
      <CopyField label={t(($) => $.one.jws)} value={jws} />
    </section>
  );
}
