import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Banner, Button, Confirm, Dialog, useDeed } from "@/shared/ui";
import { deeds, type Linked, type Unlocked } from "./api";
import { among, REFUSALS } from "./model";

/** Releases a blocked line in trust. What the ERP makes of it is told: a refusal is a result. */
export function Unlock({ it, onClose }: { it: Linked; onClose: () => void }) {
  const { t } = useTranslation("erpCard");
  const [result, setResult] = useState<Unlocked | null>(null);
  const { busy, act } = useDeed();
  const go = () =>
    act({
      run: (key) => deeds.unlock(it, null, key),
      changes: [keys.erpCard(it.contactId)],
      after: setResult,
    });
  if (!result)
    return (
      <Confirm
        open
        onClose={onClose}
        title={t(($) => $.unlock.ask)}
        action={t(($) => $.unlock.action)}
        onConfirm={() => void go()}
        busy={busy}
      >
        {t(($) => $.unlock.hint)}
      </Confirm>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => (result.granted ? $.unlock.granted : $.unlock.refused))}
      actions={
        <Button size="form" look="primary" onPress={onClose} autoFocus>
          {t(($) => $.close, { ns: "common" })}
        </Button>
      }
    >
      <Told result={result} />
    </Dialog>
  );
}

function Told({ result }: { result: Unlocked }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const reason = among(REFUSALS, result.reason);
  return (
    <Banner tone={result.granted ? "brand" : "warn"}>
      <p>
        {result.granted
          ? result.until
            ? t(($) => $.unlock.until, { date: format.calendarDate(result.until) })
            : t(($) => $.unlock.open)
          : reason
            ? t(($) => $.unlock.reason[reason])
            : result.reason}
      </p>
      {result.protocol && <p className="mt-1">{t(($) => $.protocol, { number: result.protocol })}</p>}
      {result.message && <p className="mt-1 text-xs">{result.message}</p>}
    </Banner>
  );
}
