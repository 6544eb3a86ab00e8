/* Words of other languages for what goes wrong, and what they are called on this site. Each line is an English word, and
   how words for it begin in German, French, Spanish, Portuguese, Italian, Russian, Chinese, Japanese, Korean, Turkish,
   Polish and Dutch. Accents do not matter. */
self.pbGlossary = (() => {
  "use strict"
  const LINES = `
error fehler erreur errore erro ошибк сбой 错误 报错 出错 异常 エラー 例外 오류 에러 hata błąd błęd fout
fail fehlgeschlagen schlagt scheitert echou echec fallo falla falha fallit неуда 失败 失敗 실패 başarısız nieudan mislukt
invalid ungultig falsch incorrect valido valida valide неверн недопустим некоррект 无效 不合法 無効 不正 잘못 geçersiz nieprawidłow niepoprawn ongeldig
unauthorized unauthoris unberechtigt autorisier autoris autoriz неавторизован 未授权 未认证 認証 인증 yetkisiz autoryz nieautoryz onbevoegd
permission berechtigung droit permiso permissao permess запрещ 权限 権限 권한 izin uprawn toestemming
key schlussel cle clave chave chiave ключ 密钥 秘钥 キー 키 anahtar klucz sleutel
rejected abgelehnt verweigert refus rechaz recus rifiut отклон отказ 拒绝 拒否 거부 reddedil odrzuc odmow geweiger afgewezen
missing fehlt fehlend manqu absent falta faltan manca отсутств пропущ 缺少 缺失 丢失 ない 누락 없음 eksik brak ontbre
found gefunden introuvable trouve encontrad trovat найден существу 找不到 不存在 存在 見つから 찾을 존재 bulun znalezion gevonden 找到
available verfugbar disponib доступн 可用 利用でき 사용할 kullanılabil mevcut dostęp beschikbaar
limit grenze limite лимит 限制 限流 制限 上限 제한 한도 sınır limiet
rate taux tasa taxa частот 频率 速率 レート 속도
exceeded uberschritt depasse superad excedid ultrapass superat превыш 超过 超限 超出 超え 超過 초과 aşıl aşım przekrocz overschre
exhausted erschopft aufgebraucht epuis agotad esaurit исчерп 用完 用尽 耗尽 使い切 소진 tüken wyczerp opgebruikt uitgeput
budget presupuest orcament бюджет 预算 予算 예산 bütçe budżet
quota kontingent guthaben credit quote квот кредит 额度 配额 余额 クレジット 할당량 크레딧 kota tegoed
month monat mois mes mensal mensile mese месяц 本月 每月 月 월 aylık miesiąc miesięcz maand
minute minut минут 分钟 毎分 분당 dakika
payment zahlung bezahl paiement pago pagament оплат 付款 支付 付费 支払 결제 ödeme płatno betaling betalen
plan tarif abo forfait abonnement suscripcion assinatura abbonament тариф подписк 套餐 订阅 プラン 요금제 abonelik
model modell modele modelo модел 模型 モデル 모델
retired descontinuad deprecie eingestellt abgeschaltet retire obsolet устаре 下线 弃用 廃止 종료 kaldırıl wycofan verouderd uitgefaseerd
message nachricht mensaje mensagem messaggi сообщени 消息 メッセージ 메시지 mesaj wiadomo bericht
role rolle rol ruolo роль роли 角色 ロール 역할 rola
order reihenfolge ordre orden ordem ordine порядок 顺序 順序 순서 sıra kolejno volgorde последовательн sequence secuencia sequencia sequenza
last letzte dernier ultim последн 最后 最後 마지막 sonuncu ostatni laatste
assistant assistent asistente ассистент 助手 アシスタント 어시스턴트 asistan asystent
answer antwort reponse respuesta resposta risposta ответ 回答 回复 响应 应答 応答 응답 yanıt cevap odpowied antwoord
request anfrage requete peticion solicitud requisic richiesta запрос 请求 リクエスト 요청 istek isteğ żądani zapytani verzoek aanvraag richiest
empty leer vide vacia vacio vazia vazio vuot пуст 为空 空 비어 빈 boş pust leeg lege
truncated abgeschnitten coupe tronqu cortad trunc troncat обрез 截断 被截 不完整 途中で切 切れ 잘림 잘려 kesil kesik ucięt obcięt afgekapt
break bricht abgebrochen abbruch interromp interrumpe interrott прерва прерыв обрыв 中断 断开 断流 途切れ 끊 kopuyor kopma przerwan przerywa onderbroken afgebroken
stream flux потоков стрим 流式 ストリーム 스트림 스트리밍 akış strumie
timeout zeituberschreit zeitlimit delai espera esgotado scaduto таймаут 超时 タイムアウト 時間切れ 타임아웃 시간
slow langsam lent медленн 太慢 缓慢 遅い 느림 yavaş wolno traag langzaam
connection verbindung connexion conexion conexao connessione соединен подключ 连接 連接 接続 연결 bağlant połącz verbinding
proxy прокси 代理 プロキシ 프록시
certificate zertifikat certificat сертификат 证书 証明書 인증서 sertifika certyfikat certificaat
browser navigateur navegador браузер 浏览器 ブラウザ 브라우저 tarayıcı przegląd
server serveur servidor сервер 服务器 サーバ 서버 sunucu serwer
internal interne внутренн 内部 내부 wewnętrz intern
overloaded uberlastet surcharge sobrecarg sovraccaric перегружен 过载 繁忙 拥挤 混雑 過負荷 과부하 yoğun aşırı przeciąż overbelast
capacity kapazitat capacite capacidad capacita мощност 容量 用量 용량 kapasite pojemno capaciteit
retry wiederhol reessai reessay reintent riprov tentativ повтор 重试 リトライ 再試行 재시도 yeniden tekrar ponow ponaw opnieuw
tool werkzeug outil herramienta ferramenta strument инструмент 工具 ツール 도구 툴 araç aracı narzędzi gereedschap
function funktion fonction funcion funcao funzione функци 函数 関数 함수 fonksiyon funkcj functie
call aufruf appel llamada chamada chiamata вызов вызыва вызва 调用 呼び出 呼ば 호출 çağır çağrı wywoł aanroep aangeroepen
name nom nombre nome имя имен 名称 名前 名 이름 isim nazw naam
arguments argument аргумент 参数 引数 인자 인수 argüman
parameter parametre parametr параметр パラメータ 매개변수 파라미터
unknown unbekannt inconnu desconocid desconhecid sconosciut неизвестн 未知 不明 알수없 bilinmeyen nieznan onbekend
field feld champ campo поле 字段 フィールド 필드 alan pole veld
result ergebnis resultat resultad risultat результат 结果 結果 결과 sonuç wynik resultaat
schema схем 架构 スキーマ 스키마 şema schemat esquem
format форма 格式 形式 형식 biçim
parse parsen analys парс разбор 解析 パース 파싱
file datei fichier archivo arquivo файл 文件 ファイル 파일 dosya plik bestand
upload hochlad televers subir envio carica загруз 上传 アップロード 업로드 yükle przesył przesłan geupload загру przesł wgra
document dokument documento документ 文档 ドキュメント 문서 belge
image bild imagen imagem immagine изображен картинк 图片 图像 画像 이미지 resim görsel görüntü obraz afbeelding bilder immagin картин
audio аудио 音频 音声 오디오 음성 ses dźwięk geluid オーディオ
transcription transkri transcri trascri расшифров транскри 转写 转录 文字起こし 전사 transkryp transcriptie
voice stimme voix voz voce голос 声音 音色 ボイス 목소리 głos stemmen 语音 stem
embedding эмбед вложен эмбеддинг 嵌入 向量 埋め込み 임베딩 gömme osadz
zero null nullen zeros нули нулев 全零 为零 ゼロ 0으로 sıfır nulwaard
batch lot lote lotto пакет 批量 批次 バッチ 배치 toplu wsad
long lang longo largo lungo длинн 过长 太长 長すぎ 길 uzun długi długa długie longue 긴
context kontext contexte contexto contesto контекст 上下文 コンテキスト 컨텍스트 bağlam kontekst
conversation gesprach conversacion conversa диалог разговор 对话 会话 会話 대화 konuşma sohbet rozmow gesprek konversation conversazion
agent агент 智能体 代理人 エージェント 에이전트
environment umgebung environnement entorno ambiente окружен 环境变量 環境変数 환경 ortam środowisk omgeving 環境
install installier instal установ 安装 インストール 설치 kurul installe instala zainstal geinstalleer
import importier importar импорт 导入 インポート 가져오기 가져오
module modul modulo модул 模块 モジュール 모듈 modül moduł
dependency abhangigkeit dependance dependencia dipendenz зависимост 依赖 依存 의존성 bağımlı zależno afhankelijk
conflict konflikt conflit conflicto conflitto конфликт 冲突 競合 衝突 충돌 çakış
version versione версия версии 版本 バージョン 버전 sürüm wersj versie
blocked blockiert bloque bloccat блокир 拦截 屏蔽 被阻止 ブロック 차단 engellen zablokow geblokkeerd
temperature temperatur температур 温度 온도 sıcaklık
reasoning begrundung raisonn razonamient raciocin рассужд 推理 思考 推論 추론
closed geschlossen ferme cerrad fechad chius закрыт 关闭 已关闭 閉じ 닫힌 닫혀 kapalı kapan zamkni gesloten 닫 kapal zamkn
loop schleife boucle bucle цикл 循环 ループ 루프 döngü pętl
text texto testo текст 文本 テキスト 텍스트 metin tekst
many viele trop demasiad muitas troppe много 过多 太多 频繁 多すぎ 多い 너무 fazla wiele veel
large gross grande больш 太大 过大 大きすぎ 과다 büyük duży duże groot grote grand большой велик 큰
size grosse taille tamano tamanho dimension размер 大小 サイズ 크기 boyut rozmiar grootte
number anzahl numero количеств 数量 個数 件数 개수 sayı liczb aantal
cors 跨域 クロスオリジン
malicious bosartig kompromitt malveill malicios compromis вредонос 恶意 投毒 悪意 악성
list liste lista elenco список 列表 数组 リスト 配列 리스트 배열 listel lijst 목록
string zeichenkette chaine cadena stringa строк 字符串 文字列 문자열 dize ciąg tekenreeks dizge
integration einbindung integr интеграц 集成 連携 연동
langchain 랭체인
body korper corps cuerpo corpo тело тела 请求体 正文 本文 본문
path pfad chemin ruta caminho percorso путь 路径 パス 경로 ścieżk
fetch abgerufen abrufen telecharg descarg baixar scaric скача 下载 ダウンロード 取得 다운로드 indir pobier pobra ophalen
accessible erreichbar zugreif accessib accesib acessi недоступ 访问 アクセス 접근 erişil erişim toegank
enabled aktivier activ habilit abilitat attivat включен 启用 开启 有効 활성 etkin włącz ingeschakeld freigeschaltet freischalt
range bereich plage rango intervall faixa диапазон 范围 範囲 범위 aralık zakres bereik
required pflichtfeld erforderlich obligat requis requer обязательн 必填 必需 必須 필수 gerekli zorunlu wymagan verplicht vereist
history verlauf histori cronologia истори 历史 履歴 이력 기록 geçmiş geschiedenis
header kopfzeile entete encabezad cabecalho intestazion заголов 请求头 ヘッダ 헤더 başlık nagłów
wait warten attend attente ожида ждать 等待 待機 대기 bekli bekle czeka wacht
organization organisation organizacion organizacao organizzazion организац 组织 組織 조직
workspace arbeitsbereich espace espacio пространств 工作区 ワークスペース 워크스페이스
account konto compte cuenta conta аккаунт 账号 账户 アカウント 계정 hesap
endpoint endpunkt эндпоинт 端点 エンドポイント 엔드포인트
token jeton токен 令牌 トークン 토큰
moderation moderier модерац 审核 モデレーション
guardrail schutzregel garde 护栏 ガードレール 가드레일
finetuning feinabstimm дообуч 微调 ファインチューニング 파인튜닝
job auftrag tache tarea tarefa задач 任务 ジョブ 작업
hang hangt fige colgad trava зависа 卡住 卡死 固ま フリーズ 멈 takıl donuyor zawiesz wisi vastgelopen
expired abgelaufen expir caduc scadut истек 过期 期限切れ 만료 dolmuş wygas verlopen
vector vektor vecteur vettor вектор
library bibliothek bibliotheque biblioteca libreria библиотек 库 ライブラリ 라이브러리 kütüphane
code код 代码 コード 코드 kodu
accept akzeptier acept aceit accett приним принят 接受 受け付け 허용 kabul akcept geaccepteer
support unterstutz soport suport soutenu поддерж 支持 サポート 지원 destek obsług ondersteun
type typ tipo тип 类型 タイプ 유형
content inhalt contenu contenido conteudo contenut содержим 内容 コンテンツ 내용 içerik treść inhoud
object objekt objet objeto oggetto объект 对象 オブジェクト 객체 nesne obiekt
nested verschachtelt imbrique anidad aninhad annidat вложенн 嵌套 ネスト 중첩 zagnieżdż genest
character zeichen caractere caracter caratter символ 字符 文字 문자 karakter znak teken
length lange longueur longitud comprimento lunghezza длин 长度 長さ 길이 uzunluk długoś lengte
duplicate doppelt duplique duplicad дублир 重复 重複 중복 yinelen zduplik dubbel
update aktualisier actualiz atualiz aggiorn обнов 更新 升级 アップデート 업데이트 güncel
package paket paquet paquete pacote pacchett 软件包 パッケージ 패키지 pakiet pakket
network netzwerk reseau rede rete сети сеть 网络 ネットワーク 네트워크 sieć netwerk
free kostenlos gratuit gratis бесплатн 免费 無料 무료 ücretsiz bezpłatn darmow
billing abrechnung rechnung facturation facturacion faturamento fatturazion 账单 计费 청구 fatura rozliczen facturering
set gesetzt defini definid задан 设置 設定 설정 tanım ustawion ingesteld
language sprache langue idioma lingua язык 语言 言語 언어 język taal
url adresse direccion endereco indirizzo адрес 地址 アドレス 주소 adres
`
  const plain = (word) => word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
  const known = new Map()
  for (const line of LINES.trim().split("\n")) {
    const [english, ...others] = line.split(" ")
    for (const other of others) known.set(plain(other), english)
  }
  const longest = [...known.keys()].sort((one, other) => other.length - one.length)
  const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/

  /* The English words for a word, in lower case; for a run of Chinese, Japanese or Korean, those for its parts. The end of
     a word may vary. Returns nothing for a word that is not in the list. */
  return (word) => {
    let rest = plain(word)
    if (!unspaced.test(rest)) {
      const start = longest.find((one) => rest.startsWith(one) && (one.length > 4 || rest.length <= one.length + (one.length > 3 ? 4 : 0)))
      return start ? [known.get(start)] : []
    }
    const found = []
    for (const one of longest)
      if (unspaced.test(one) && rest.includes(one)) {
        found.push(known.get(one))
        rest = rest.replaceAll(one, " ")
      }
    return found
  }
})()
