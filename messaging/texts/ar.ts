/** The same in Arabic. No text begins or ends with a value alone. To be reviewed by a native speaker. */
import type { TextsByKind } from './kinds.js'

export const ar = {
  registered:
    'مرحبا {name}، وصلنا تسجيلك في {programme}. سنخبرك برسالة بالخطوة التالية. الخدمة مجانية: لا تدفع لأحد. لإيقاف الرسائل أرسل: توقف',
  correct_number:
    '{name}، لا يستطيع {programme} إرسال المال إلى رقمك ({number_end}). {problem, select, number {الرقم خاطئ أو غير مسجل.} limit {الحساب بلغ حده.} other {}} من فضلك أعطنا الرقم الصحيح حتى {deadline}: رد على هذه الرسالة أو أخبر موظفينا.',
  included:
    '{name}، أنت الآن في {programme}. {way, select, mobile_money {يصل المال إلى رقمك {number_end}.} voucher {تصلك القسائم برسالة.} cash {سيخبرك موظفونا بمكان استلام المال.} other {}} الخدمة مجانية: لا تدفع لأحد. لإيقاف الرسائل أرسل: توقف',
  declined:
    '{name}، لم يتم اختيارك في {programme}. يمكنك سؤال موظفينا عن السبب وطلب إعادة النظر. لإيقاف الرسائل أرسل: توقف',
  payment_sent:
    '{name}، أرسل لك {programme} مبلغ {amount}. {way, select, mobile_money {الإيصال {receipt}، الرقم {number_end}. اسحب المال من أي وكيل.} voucher {استعمل القسيمة في المتجر المذكور فيها.} cash {استلمه من حيث أخبرك موظفونا.} other {}} لا تخبر أحدا برمزك السري.',
  payment_failed:
    '{name}، لم يستطع {programme} إرسال {amount} إليك. {problem, select, number {رقمك {number_end} خاطئ أو غير مسجل. من فضلك أعطنا الرقم الصحيح حتى {deadline}: رد على هذه الرسالة أو أخبر موظفينا.} limit {حسابك بلغ حده. اسحب منه بعض المال وسنحاول مرة أخرى.} other {ليس عليك فعل شيء: نبحث عن السبب وسنخبرك.}}',
  reminder:
    '{name}، ما زلنا نحتاج إلى الرقم الصحيح من أجل {programme}. {days, plural, =0 {اليوم آخر يوم} one {بقي يوم واحد} two {بقي يومان} few {بقيت # أيام} many {بقي # يوما} other {بقي # يوم}} (حتى {deadline}). رد على هذه الرسالة أو أخبر موظفينا ليصلك المال.',
  completed:
    '{name}، انتهى {programme} بالنسبة لك. {count, plural, =0 {} one {وصلتك دفعة واحدة: {amount}.} two {وصلتك دفعتان: {amount}.} few {وصلتك # دفعات: {amount}.} many {وصلتك # دفعة: {amount}.} other {وصلتك # دفعة: {amount}.}} شكرا.',
  voucher_question:
    '{name}، لدى {programme} قسيمة شراء لك بقيمة {amount}. هل تريدها؟ أجب بنعم لتحصل عليها أو لا إن كنت لا تريدها. {days, plural, =0 {نرجو الرد اليوم.} one {لديك يوم واحد للرد.} two {لديك يومان للرد.} few {لديك # أيام للرد.} many {لديك # يومًا للرد.} other {لديك # يوم للرد.}} {can, select, page {أو أجب هنا: {link}} other {}}',
  voucher:
    '{name}، هذه قسيمتك بقيمة {amount}{parts, plural, one {} other { (رقم {part} من #)}}: {link} اعرضها عند صندوق الدفع. استخدمها قبل {deadline}. لا تُظهر رمزها السري إلا عند الصندوق.',
  voucher_again: '{name}، لم نفهم إجابتك. هل تريد قسيمة الشراء بقيمة {amount}؟ نرجو الرد بنعم أو لا فقط.',
  voucher_cancelled:
    '{name}، أُلغيت قسيمتك بقيمة {amount}{ended, select, declined { كما طلبت} unanswered { لأننا لم نتلق ردًا} other {}}. إذا كان هذا خطأ فأخبر موظفينا.',
  voucher_late: '{name}، شكرًا على ردك. وصل بعد آخر يوم فأُلغيت قسيمتك بقيمة {amount}. أُبلغ موظفونا بذلك وسينظرون فيه.',
  invitation:
    'يدعوك {organisation} إلى التسجيل في {programme}. سجل هنا حتى {deadline}: {link} الرابط لك وحدك. التسجيل مجاني: لا تدفع لأحد. لإيقاف الرسائل أرسل: توقف',
  invitation_reminder:
    '{organisation}: لم تسجل بعد في {programme}. {days, plural, =0 {اليوم آخر يوم} one {بقي يوم واحد} two {بقي يومان} few {بقيت # أيام} many {بقي # يوما} other {بقي # يوم}}: {link} التسجيل مجاني. لإيقاف الرسائل أرسل: توقف',
  stopped: 'لن تصلك رسائل من {programme} بعد الآن. تستمر دفعاتك كالمعتاد. لاستقبال الرسائل مجددا أرسل: ابدأ',
} satisfies TextsByKind
