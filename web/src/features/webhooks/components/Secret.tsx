import { useTranslation } from "react-i18next";
import { Button, CopyField, Dialog } from "@/shared/ui";

/** A secret, for the only time that it is shown. `rotated`: another one holds for a day beside it. */
export function Secret({ secret, rotated, onClose }: { secret: string; rotated: boolean; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t(($) => $.secret.title)}
      actions={
        <Button size="form" look="primary" onPress={onClose}>
          {t(($) => $.secret.kept)}
        </Button>
      }
    >
      <p className="mb-3">
        {t(($) => $.secret.hint)} {rotated && t(($) => $.secret.rotated)}
      </p>
      <CopyField label={t(($) => $.secret.label)} value={secret} />
    </Dialog>
  );
}
