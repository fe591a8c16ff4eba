import { CircleCheck, QrCode } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";
import { Button, Card, Field, useDeed } from "@/shared/ui";
import { deeds, type Offer, type WhatsAppNumber } from "../api";
import { offered } from "../model";

/** Links a number by a code that renews itself; turns into Connected when somebody has scanned it. */
export function Pairing({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const [offer, setOffer] = useState<Offer | null>(null);
  const [ended, setEnded] = useState(false);
  const [phone, setPhone] = useState("");
  const { busy, act } = useDeed();
  useChannels("pairing");
  // A code is worth nothing after it was scanned.
  useEffect(() => {
    if (number.connection === "connected") setOffer(null);
  }, [number.connection]);
  useEvents((events) => {
    for (const { type, data } of events) {
      if (type !== "pairing" || data.whatsapp_config_id !== number.id) continue;
      const told = offered(data);
      setEnded(told.ended);
      setOffer((now) =>
        told.ended ? null : { ...told.offer, pairing_code: told.offer.pairing_code ?? now?.pairing_code ?? null },
      );
    }
  });
  const begin = (by?: string) =>
    act({
      run: () => deeds.offer(number.id, by),
      after: (answer) => {
        setEnded(false);
        setOffer(answer);
      },
      changes: [keys.number(number.id)],
    });
  const askCode = (event: FormEvent) => {
    event.preventDefault();
    void begin(phone);
  };
  if (number.connection === "connected" || offer?.connected)
    return (
      <Card title={t(($) => $.pair.title)}>
        <div role="status" className="flex items-start gap-3">
          <CircleCheck className="size-6 shrink-0 text-brand-fg" aria-hidden />
          <div>
            <p className="text-lg font-semibold">{t(($) => $.pair.connected)}</p>
            <p className="text-sm text-fg-2">{t(($) => $.pair.connectedHint)}</p>
          </div>
        </div>
      </Card>
    );
  return (
    <Card title={t(($) => $.pair.title)}>
      <div className="flex flex-wrap items-start gap-6">
        <div className="grid size-60 shrink-0 place-items-center rounded-node border border-line bg-surface-2 p-3">
          {offer?.qr_png ? (
            // Dark on white in every theme: cameras read nothing else.
            <img
              src={offer.qr_png}
              alt={t(($) => $.pair.qr)}
              className="size-full rounded-chip [image-rendering:pixelated]"
            />
          ) : offer ? (
            <p role="status" className="text-sm text-fg-2">
              {t(($) => $.pair.wait)}
            </p>
          ) : (
            <Button look="primary" icon={<QrCode aria-hidden />} busy={busy} onPress={() => void begin()}>
              {t(($) => $.pair.begin)}
            </Button>
          )}
        </div>
        <div className="flex min-w-56 flex-1 flex-col gap-3 text-sm text-fg-2">
          <p>{t(($) => $.pair.how)}</p>
          {offer?.qr_png && <p className="text-fg-3">{t(($) => $.pair.renews)}</p>}
          {ended && (
            <p role="alert" className="text-danger">
              {t(($) => $.pair.ended)}
            </p>
          )}
          {offer?.pairing_code ? (
            <div>
              <p>{t(($) => $.pair.code)}</p>
              <p className="select-all font-mono text-2xl tracking-widest text-fg">{offer.pairing_code}</p>
            </div>
          ) : (
            <form onSubmit={askCode} className="flex flex-col gap-2">
              <p>{t(($) => $.pair.byCode)}</p>
              <div className="flex items-end gap-2">
                <Field
                  label={t(($) => $.field.phone_number)}
                  type="tel"
                  value={phone}
                  onChange={setPhone}
                  className="flex-1"
                  isRequired
                />
                <Button type="submit" size="form" busy={busy}>
                  {t(($) => $.pair.askCode)}
                </Button>
              </div>
            </form>
          )}
        </div>
      </div>
    </Card>
  );
}
